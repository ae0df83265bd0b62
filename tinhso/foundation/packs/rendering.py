"""A plan as people read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tinhso.foundation.packs.planning import Change, Effect, Plan

SHOWN = 12
"""Changes of one kind and effect written out; the rest are counted."""
_SIGNS = {
    Effect.ADDED: ("+", "thêm"),
    Effect.CHANGED: ("~", "sửa"),
    Effect.ENDED: ("|", "ngừng"),
    Effect.REMOVED: ("-", "bỏ"),
    Effect.KEPT: ("=", "đã đổi tại đây, giữ nguyên"),
    Effect.UNCHANGED: (" ", "không đổi"),
}


def lines(one: Plan) -> Iterator[str]:
    """The plan of one pack: faults, or what would change kind by kind, then the counts."""
    yield f"{one.pack.head.title} ({one.pack.name})"
    if one.up_to_date:
        yield "  không đổi từ lần áp dụng trước"
        return
    for notice in one.pack.notices:
        yield f"  chú ý: {notice}"
    for fault in one.faults:
        yield f"  lỗi: {fault}"
    groups: dict[tuple[str, Effect], list[Change]] = defaultdict(list)
    for change in one.changes:
        if change.effect is not Effect.UNCHANGED:
            groups[change.kind.name, change.effect].append(change)
    for (_, effect), changes in groups.items():
        sign, words = _SIGNS[effect]
        yield f"  {changes[0].kind.title}: {words} {len(changes)}"
        for change in changes[:SHOWN]:
            yield f"    {sign} {change.code} từ {change.effective_from:%d/%m/%Y}{_ending(change)}"
            if effect is Effect.CHANGED:
                yield from (f"        {line}" for line in _difference(change))
        if len(changes) > SHOWN:
            yield f"    … và {len(changes) - SHOWN} nữa"
    counts = one.counts()
    said = [f"{_SIGNS[effect][1]} {counts[effect]}" for effect in Effect if counts[effect]]
    yield "  " + (", ".join(said) or "không có quy định nào")


def _ending(change: Change) -> str:
    until = change.draft.effective_until if change.draft else None
    return f" đến {until:%d/%m/%Y}" if until else ""


def _difference(change: Change) -> Iterator[str]:
    """What the row says against what the draft says, part by part."""
    draft, row = change.draft, change.row
    assert draft is not None and row is not None
    old = change.kind.model._default_manager.filter(pk=row.id).values().get()
    new = change.kind.columns(draft.body) | {
        "legal_basis": list(draft.legal_basis),
        "assumed": draft.assumed,
        "effective_until": draft.effective_until,
    }
    if draft.corrects:
        yield f"đính chính: {draft.corrects}"
    for name in sorted(new):
        yield from compare(name, old.get(name), new[name])


def compare(name: str, old: Any, new: Any) -> Iterator[str]:
    """The parts that differ between two JSON values, one line each."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted({*old, *new}):
            yield from compare(f"{name}.{key}", old.get(key), new.get(key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from compare(f"{name}[{index}]", before, after)
    elif old != new:
        yield f"{name}: {_short(old)} → {_short(new)}"


def _short(value: Any) -> str:
    text = "không có" if value is None else str(value)
    return text if len(text) <= 70 else text[:69] + "…"
