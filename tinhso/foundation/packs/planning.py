"""The difference between what packs say and what is kept, worked out before anything is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Manager, Model

from tinhso.foundation.packs.models import AppliedPack, Rule
from tinhso.foundation.packs.reading import HEAD_FILE, Pack
from tinhso.foundation.packs.registry import PackKind, pack_kinds
from tinhso.foundation.packs.rules import Draft, Fault, arranged, overlaps

CHUNK = 500
"""Keys in one `IN (…)`: below the limit of every database."""


class Effect(StrEnum):
    """What applying does to one version of one rule."""

    ADDED = "added"
    CHANGED = "changed"
    ENDED = "ended"
    """Only the day it ends is new: allowed at any time, the content stays as records know it."""
    REMOVED = "removed"
    """No file has it any more and no record needs it."""
    UNCHANGED = "unchanged"
    KEPT = "kept"
    """Officials changed it here; the pack leaves it alone."""


class Kept(NamedTuple):
    """One version as the database has it."""

    id: Any
    code: str
    effective_from: date
    effective_until: date | None
    origin: str
    digest: str


@dataclass(frozen=True)
class Change:
    """The effect on one version, with the draft and the row it concerns."""

    effect: Effect
    kind: PackKind
    draft: Draft | None
    row: Kept | None

    @property
    def code(self) -> str:
        known = self.draft or self.row
        assert known is not None
        return known.code

    @property
    def effective_from(self) -> date:
        known = self.draft or self.row
        assert known is not None
        return known.effective_from


@dataclass
class Plan:
    """What applying one pack would do. With faults it cannot be applied."""

    pack: Pack
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    up_to_date: bool = False
    """The tree is the one that was applied last; it was not read again."""

    def counts(self) -> Counter[Effect]:
        return Counter(change.effect for change in self.changes)

    @property
    def to_do(self) -> list[Change]:
        return [change for change in self.changes if change.effect not in (Effect.UNCHANGED, Effect.KEPT)]


class _Rules:
    """The rules of every kind: those of the packs being read, and what others keep in the database."""

    def __init__(self, packs: Sequence[Pack], *, with_kept: bool) -> None:
        self._codes: dict[str, set[str]] = defaultdict(set)
        self._bodies: dict[tuple[str, str], list[Any]] = defaultdict(list)
        self._origins = {pack.origin for pack in packs}
        self._with_kept = with_kept
        self._to_ask = {kind.name for kind in pack_kinds} if with_kept else set()
        for pack in packs:
            for draft in pack.drafts:
                self._codes[draft.kind].add(draft.code)
                self._bodies[draft.kind, draft.code].append(draft.body)

    def codes(self, kind: str) -> frozenset[str]:
        if kind in self._to_ask:
            self._to_ask.remove(kind)
            rows = pack_kinds[kind].model._default_manager.exclude(origin__in=self._origins)
            self._codes[kind] |= set(rows.values_list("code", flat=True).distinct())
        return frozenset(self._codes[kind])

    def bodies(self, kind: str, code: str) -> Sequence[Any]:
        read = self._bodies.get((kind, code), [])
        if read or not self._with_kept:
            return read
        rules: Manager[Any] = pack_kinds[kind].model._default_manager
        kept = rules.filter(code=code).exclude(origin__in=self._origins).values_list("body", flat=True)
        return [pack_kinds[kind].shape.model_validate(body) for body in kept]


def check(packs: Sequence[Pack]) -> list[Plan]:
    """The faults of packs and between them, from the files alone: no database is asked, no change worked out."""
    return [one for one, _ in _checked(packs, _Rules(packs, with_kept=False))]


def plan(packs: Sequence[Pack]) -> list[Plan]:
    """One plan a pack, in the order given, with the faults of files, between files and against what is kept."""
    being_read = {pack.origin for pack in packs}
    checked = _checked(packs, _Rules(packs, with_kept=True))
    for kind in pack_kinds:
        rows = _kept(kind)
        for one, drafts in checked:
            _plan_kind(one, kind, drafts[kind.name], rows, being_read=being_read)
    for one, _ in checked:
        one.faults.sort()
    return [one for one, _ in checked]


def _checked(packs: Sequence[Pack], known: _Rules) -> list[tuple[Plan, dict[str, list[Draft]]]]:
    """An empty plan for each pack with the faults of its files, and its drafts set in a row, by kind."""
    plans = {pack.folder.name: Plan(pack, faults=list(pack.faults)) for pack in packs}
    by_pack: dict[str, dict[str, list[Draft]]] = {name: defaultdict(list) for name in plans}
    drafts, clashes = arranged(draft for pack in packs for draft in pack.drafts)
    for draft in drafts:
        by_pack[draft.pack][draft.kind].append(draft)
    for fault in clashes:
        plans[fault.file.split("/", 1)[0]].faults.append(fault)
    for name, one in plans.items():
        for kind in pack_kinds:
            if kind.check is not None and by_pack[name][kind.name]:
                one.faults += kind.check(by_pack[name][kind.name], known)
        one.faults.sort()
    return [(one, by_pack[name]) for name, one in plans.items()]


def _kept(kind: PackKind) -> dict[str, list[Kept]]:
    rows: dict[str, list[Kept]] = defaultdict(list)
    for values in kind.model._default_manager.values_list(*Kept._fields):
        row = Kept(*values)
        rows[row.code].append(row)
    return rows


def _plan_kind(
    one: Plan, kind: PackKind, drafts: list[Draft], rows: dict[str, list[Kept]], *, being_read: set[str]
) -> None:
    origin, met = one.pack.origin, set()
    touched: list[Change] = []
    for draft in drafts:
        versions = rows.get(draft.code, [])
        own = next(
            (row for row in versions if row.origin == origin and row.effective_from == draft.effective_from),
            None,
        )
        if own is not None:
            met.add(own.id)
        change = _change(kind, draft, own, [row for row in versions if row.origin not in being_read])
        if isinstance(change, Fault):
            one.faults.append(change)
        else:
            touched.append(change)
    touched += [
        Change(Effect.REMOVED, kind, None, row)
        for several in rows.values()
        for row in several
        if row.origin == origin and row.id not in met
    ]
    one.faults += _pinned_faults(one.pack, kind, touched)
    one.changes += touched


def _change(kind: PackKind, draft: Draft, own: Kept | None, others: Sequence[Kept]) -> Change | Fault:
    """The effect of one draft, given its own row and those of officials and of packs that are not being read."""
    for row in others:
        if not overlaps(row.effective_from, row.effective_until, draft.effective_from, draft.effective_until):
            continue
        if row.effective_from > draft.effective_from:
            draft = replace(draft, effective_until=row.effective_from)
        elif not row.origin.startswith("pack:"):
            return Change(Effect.KEPT, kind, draft, row)
        else:
            owner = row.origin.removeprefix("pack:")
            return draft.fault(
                f"{kind.name} {draft.code}: gói {owner} đã có phiên bản từ {row.effective_from}"
            )
    if own is None:
        return Change(Effect.ADDED, kind, draft, None)
    if own.digest != draft.digest:
        return Change(Effect.CHANGED, kind, draft, own)
    ended = own.effective_until != draft.effective_until
    return Change(Effect.ENDED if ended else Effect.UNCHANGED, kind, draft, own)


def _pinned_faults(pack: Pack, kind: PackKind, changes: Iterable[Change]) -> Iterator[Fault]:
    risky = {
        change.row.id: change
        for change in changes
        if change.row is not None
        and (
            change.effect is Effect.REMOVED
            or (change.effect is Effect.CHANGED and change.draft is not None and not change.draft.corrects)
        )
    }
    for key, (count, title) in pins(kind.model, risky).items():
        change = risky[key]
        said = f"{kind.name} {change.code} từ {change.effective_from}: đang có {count} {title} theo phiên bản này"
        if change.draft is None:
            file = f"{pack.folder.name}/{HEAD_FILE}"
            yield Fault(file, 0, f"{said}, không xoá được; hãy giữ lại và ghi effective_until")
        else:
            yield change.draft.fault(
                f"{said}; hãy thêm phiên bản mới, hoặc ghi corrects: và lý do đính chính"
            )


def pins(model: type[Rule], keys: Iterable[Any]) -> dict[Any, tuple[int, str]]:
    """Which of these versions records are made under: how many records, and what they are called."""
    found: dict[Any, tuple[int, str]] = {}
    wanted = list(keys)
    for relation in model._meta.get_fields(include_hidden=True):
        holder: type[Model] | None = relation.related_model if relation.auto_created else None  # type: ignore[assignment]
        if holder is None or not (relation.one_to_many or relation.one_to_one) or issubclass(holder, Rule):
            continue
        column = relation.field.attname  # type: ignore[union-attr]
        for part in chunks(wanted):
            held = Counter(
                holder._base_manager.filter(**{f"{column}__in": part}).values_list(column, flat=True)
            )
            for key, count in held.items():
                found[key] = (count + found.get(key, (0, ""))[0], str(holder._meta.verbose_name))
    return found


def chunks(keys: Iterable[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    """The keys in lists short enough for one statement."""
    left = iter(keys)
    while part := list(islice(left, size)):
        yield part


def applied_digests() -> dict[str, str]:
    """The tree each pack had when it was applied last."""
    return dict(AppliedPack.objects.values_list("name", "digest"))
