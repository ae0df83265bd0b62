"""Applying packs: all of them in one transaction, or nothing."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from tinhso.contracts.packs import PackApplied
from tinhso.foundation.packs.models import PACK, AppliedPack, Rule, pack_key
from tinhso.foundation.packs.planning import Change, Effect, Plan, applied_digests, check, chunks, plan
from tinhso.foundation.packs.reading import Pack, in_order, read, read_head, tree_digest
from tinhso.foundation.packs.registry import PackKind, pack_kinds
from tinhso.foundation.packs.rules import Fault, PackHead
from tinhso.kernel import errors
from tinhso.kernel.actors import Actor
from tinhso.kernel.ledger import record
from tinhso.kernel.refs import Ref

BATCH = 1000


class Damaged(errors.Invalid):
    """The packs have faults; nothing was written. `found` has every one, with file and line."""

    def __init__(self, found: Sequence[Fault]) -> None:
        super().__init__(
            f"Gói quy định có {len(found)} lỗi; chưa có gì được thay đổi.",
            next_step="Sửa các tệp đã nêu rồi chạy lại tinhso packs check.",
            faults=[errors.Fault(f"{fault.file}:{fault.line}", fault.reason) for fault in found],
        )
        self.found = tuple(found)


def examine(root: Path, names: Sequence[str], *, demo: bool) -> list[Plan]:
    """The faults of these packs and of what they require, from the files alone."""
    folders, faults = in_order(root, names)
    return _with(faults, check([read(folder, demo=demo) for folder in folders]), root)


def survey(root: Path, names: Sequence[str], *, demo: bool, again: bool = False) -> list[Plan]:
    """The plans of these packs and of what they require, read from the files and compared with what is kept.

    When no tree differs from the one applied last, none is read, unless `again`.
    """
    folders, faults = in_order(root, names)
    applied = applied_digests()
    if not again and not faults and all(applied.get(one.name) == _digest(one, demo=demo) for one in folders):
        return [Plan(Pack(folder, read_head(folder)[0]), up_to_date=True) for folder in folders]
    return _with(faults, plan([read(folder, demo=demo) for folder in folders]), root)


def _with(faults: Sequence[Fault], plans: list[Plan], root: Path) -> list[Plan]:
    """The plans, and the faults that belong to none of their files at the first."""
    if faults and not plans:
        plans = [Plan(Pack(root, PackHead.model_construct(name=root.name, title=root.name)))]
    if faults:
        plans[0].faults += faults
    return plans


def apply_packs(
    root: Path, names: Sequence[str], *, actor: Actor, at: datetime, demo: bool, again: bool = False
) -> list[Plan]:
    """Read these packs and what they require, and write what their plans say, in one transaction.

    `Damaged` when there is a fault anywhere, and nothing is written then. Applying twice changes nothing.
    """
    with transaction.atomic():
        _one_at_a_time()
        plans = survey(root, names, demo=demo, again=again)
        if found := [fault for one in plans for fault in one.faults]:
            raise Damaged(found)
        to_write = [one for one in plans if not one.up_to_date]
        for one in to_write:
            _remove(one)
        for one in to_write:
            _apply(one, actor=actor, at=at, demo=demo)
    return plans


def _one_at_a_time() -> None:
    """Two applications wait for each other. On SQLite the transaction itself is the lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('tinhso packs'))")


def _digest(folder: Path, *, demo: bool) -> str:
    """Of the tree and of what reads it: another release, mode or set of kinds may read the same tree otherwise."""
    reader = f"{settings.VERSION} {demo} {' '.join(kind.name for kind in pack_kinds)}"
    return hashlib.sha256(f"{tree_digest(folder)} {reader}".encode()).hexdigest()


def _apply(one: Plan, *, actor: Actor, at: datetime, demo: bool) -> None:
    """Write one pack, unless there is nothing to write."""
    head, digest = one.pack.head, _digest(one.pack.folder, demo=demo)
    if not one.to_do and applied_digests().get(head.name) == digest:
        return
    by_kind: dict[str, list[Change]] = defaultdict(list)
    for change in one.to_do:
        by_kind[change.kind.name].append(change)
    for changes in by_kind.values():
        _write(changes[0].kind, changes, one.pack.origin)
    AppliedPack.objects.update_or_create(
        name=head.name,
        defaults={
            "title": head.title,
            "digest": digest,
            "head": head.model_dump(mode="json", exclude_unset=True),
            "applied_at": at,
        },
    )
    counts = {effect.value: count for effect, count in sorted(one.counts().items())}
    corrections = [
        {"kind": change.kind.name, "code": change.code, "why": change.draft.corrects}
        for change in one.to_do
        if change.effect is Effect.CHANGED and change.draft is not None and change.draft.corrects
    ]
    record(
        actor=actor,
        verb="packs.applied",
        about=Ref(PACK, pack_key(one.pack.name)),
        at=at,
        data={"pack": one.pack.name, "counts": counts, "corrections": corrections, "tree": one.pack.digest},
        event=PackApplied(pack=one.pack.name, kinds=tuple(sorted(by_kind))),
    )


def _remove(one: Plan) -> None:
    """Every pack's removals come before anything is added, so that a rule may move from one pack to another."""
    gone: dict[str, list[Any]] = defaultdict(list)
    for change in one.changes:
        if change.effect is Effect.REMOVED and change.row is not None:
            gone[change.kind.name].append(change.row.id)
    for kind, keys in gone.items():
        for part in chunks(keys):
            pack_kinds[kind].model._default_manager.filter(pk__in=part).delete()


def _write(kind: PackKind, changes: Sequence[Change], origin: str) -> None:
    """The rows of one kind that a pack adds, changes and ends."""
    manager = kind.model._default_manager
    present = [change for change in changes if change.effect is not Effect.REMOVED]
    changed = [_instance(kind, change, origin) for change in present if change.row is not None]
    added = [_instance(kind, change, origin) for change in present if change.row is None]
    if kind.prepare is not None:
        kind.prepare([*changed, *added])
    columns = [column.name for column in kind.model._meta.concrete_fields if not column.primary_key]
    manager.bulk_update(changed, columns, batch_size=BATCH // 10)
    manager.bulk_create(added, batch_size=BATCH)


def _instance(kind: PackKind, change: Change, origin: str) -> Rule:
    draft = change.draft
    assert draft is not None
    own: dict[str, Any] = kind.columns(draft.body)
    if change.row is not None:
        own["pk"] = change.row.id
    return kind.model(
        **own,
        code=draft.code,
        effective_from=draft.effective_from,
        effective_until=draft.effective_until,
        legal_basis=list(draft.legal_basis),
        assumed=draft.assumed,
        origin=origin,
        source=draft.file,
        digest=draft.digest,
    )
