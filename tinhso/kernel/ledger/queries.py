"""Reading the history back: timelines, a person's own page, the export a verifier takes, proofs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from tinhso.kernel.ledger import merkle
from tinhso.kernel.ledger.canonical import record_of
from tinhso.kernel.ledger.models import Act, Checkpoint, Leaf, Read, SubjectEntry
from tinhso.kernel.ledger.tree import StoredTree
from tinhso.kernel.refs import Ref

_CHUNK = 500


def acts_about(*, about: Ref) -> list[Act]:
    """What was done about a thing, oldest first, sealed or not."""
    return list(Act.objects.filter(about=about).order_by("at", "id"))


def entries_concerning(
    *, subject: Ref, before: int | None = None, limit: int = 50
) -> list[tuple[int, Act | Read]]:
    """What was done about and shown of a person, newest first, each with the person's own number."""
    rows = SubjectEntry.objects.filter(subject=subject).order_by("-number")
    if before is not None:
        rows = rows.filter(number__lt=before)
    found = list(rows[:limit])
    entries = _entries(found)
    return [(row.number, entries[row.entry]) for row in found]


def export() -> Iterator[dict[str, Any]]:
    """Every row under the latest checkpoint in the order of positions, as the stand-alone verifier reads them.

    What is sealed meanwhile is not among them: between the reading of acts and of reads it would be half there.
    """
    checkpoint = latest_checkpoint()
    size = checkpoint.size if checkpoint else 0
    for first in range(0, size, _CHUNK):
        span = {"position__gte": first, "position__lt": min(first + _CHUNK, size)}
        acts, reads = Act.objects.filter(**span), Read.objects.filter(**span)
        entries: list[Act | Read] = sorted([*acts, *reads], key=lambda entry: entry.position or 0)
        numbers = _numbers(span)
        for entry in entries:
            kind = Leaf.Kind.ACT if isinstance(entry, Act) else Leaf.Kind.READ
            position = entry.position or 0
            record = record_of(entry, kind=kind, position=position, numbers=numbers.get(position, {}))
            yield {"record": record, "salt": bytes(entry.salt).hex()}


def latest_checkpoint() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-size").first()


def proof_of(*, act: UUID) -> dict[str, Any] | None:
    """An act with its inclusion proof under the latest checkpoint; None until it is covered by one."""
    leaf = Leaf.objects.filter(entry=act).first()
    checkpoint = latest_checkpoint()
    if leaf is None or checkpoint is None or leaf.position >= checkpoint.size:
        return None
    path = merkle.inclusion(leaf.position, checkpoint.size, StoredTree())
    return {
        "position": leaf.position,
        "size": checkpoint.size,
        "leaf": bytes(leaf.hash).hex(),
        "path": [step.hex() for step in path],
        "root": bytes(checkpoint.root).hex(),
        "checkpoint": checkpoint.note,
    }


def _numbers(span: Mapping[str, int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for row in SubjectEntry.objects.filter(**span):
        found.setdefault(row.position, {})[str(row.subject)] = row.number
    return found


def _entries(rows: Sequence[SubjectEntry]) -> dict[UUID, Act | Read]:
    acts = [row.entry for row in rows if row.kind == Leaf.Kind.ACT]
    reads = [row for row in rows if row.kind == Leaf.Kind.READ]
    found: dict[UUID, Act | Read] = {act.id: act for act in Act.objects.filter(id__in=acts)}
    if reads:
        stamps = [row.entry_at for row in reads]
        shown = Read.objects.filter(
            at__gte=min(stamps), at__lte=max(stamps), id__in=[row.entry for row in reads]
        )
        found |= {read.id: read for read in shown}
    return found
