"""The sealer: gives what has become visible its position, and each person their next number.

One sealer at a time, whatever the number of workers. On SQLite the reads stand in a file of their own:
the leaf is kept first, and a read left without its position by a crash gets it from its leaf.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from tinhso.kernel.files import write_durably
from tinhso.kernel.ledger import merkle, notes
from tinhso.kernel.ledger.canonical import canonical, record_of
from tinhso.kernel.ledger.models import Act, Checkpoint, Leaf, Node, Read, SubjectEntry
from tinhso.kernel.ledger.tree import StoredTree, complete_blocks
from tinhso.kernel.refs import Ref

_LOCK = 0x7469_6E68_736F  # "tinhso": the advisory lock of the one sealer
BATCH = 1000


def tree_size() -> int:
    """How many rows are sealed."""
    last = Leaf.objects.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def seal_visible(*, limit: int = BATCH) -> int:
    """Seal what is visible and not sealed yet, oldest first, at most `limit` rows; how many were."""
    with transaction.atomic():
        if not _alone():
            return 0
        acts = list(Act.objects.filter(position=None).order_by("at", "id")[:limit])
        reads = _unsealed_reads(limit)
        both: list[Act | Read] = [*acts, *reads]
        entries = sorted(both, key=lambda entry: (entry.at, entry.id))[:limit]
        if entries:
            _seal(entries)
    _mark_reads([entry for entry in entries if isinstance(entry, Read)])
    return len(entries)


def sign_checkpoint(*, at: datetime) -> Checkpoint | None:
    """Sign the tree as it stands and keep the note outside the database; None when nothing is new."""
    size = tree_size()
    if size == 0 or Checkpoint.objects.filter(size=size).exists():
        return None
    root = merkle.root(size, StoredTree())
    note = notes.sign(size=size, root=root)
    write_durably(settings.CHECKPOINTS_DIR / f"{size:012d}.txt", note.encode())
    checkpoint, _ = Checkpoint.objects.get_or_create(
        size=size, defaults={"root": root, "at": at, "note": note}
    )
    return checkpoint


def _alone() -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        row = cursor.fetchone()
    return bool(row and row[0])


def _unsealed_reads(limit: int) -> list[Read]:
    reads = list(Read.objects.filter(position=None).order_by("at", "id")[:limit])
    kept = {leaf.entry: leaf.position for leaf in Leaf.objects.filter(entry__in=[read.id for read in reads])}
    for read in reads:
        read.position = kept.get(read.id)
    _mark_reads([read for read in reads if read.position is not None])
    return [read for read in reads if read.position is None]


def _mark_reads(reads: Sequence[Read]) -> None:
    if reads:
        Read.objects.bulk_update(reads, ["position"], batch_size=200)


def _seal(entries: Sequence[Act | Read]) -> None:
    size = tree_size()
    numbers = _last_numbers({subject for entry in entries for subject in entry.subjects})
    leaves: list[Leaf] = []
    indexed: list[SubjectEntry] = []
    for position, entry in enumerate(entries, start=size):
        kind = Leaf.Kind.ACT if isinstance(entry, Act) else Leaf.Kind.READ
        given: dict[str, int] = {}
        for subject in entry.subjects:
            numbers[subject] += 1
            given[subject] = numbers[subject]
            indexed.append(
                SubjectEntry(
                    subject=Ref.parse(subject),
                    number=given[subject],
                    position=position,
                    kind=kind,
                    entry=entry.id,
                    entry_at=entry.at,
                )
            )
        entry.position = position
        record = canonical(record_of(entry, kind=kind, position=position, numbers=given))
        leaf = merkle.leaf_hash(record, bytes(entry.salt))
        leaves.append(Leaf(position=position, kind=kind, entry=entry.id, entry_at=entry.at, hash=leaf))
    Leaf.objects.bulk_create(leaves)
    SubjectEntry.objects.bulk_create(indexed)
    Node.objects.bulk_create(complete_blocks(old=size, new=size + len(leaves)))
    Act.objects.bulk_update(
        [entry for entry in entries if isinstance(entry, Act)], ["position"], batch_size=200
    )


def _last_numbers(subjects: set[str]) -> defaultdict[str, int]:
    rows = SubjectEntry.objects.filter(subject__in=subjects).values("subject").annotate(last=Max("number"))
    return defaultdict(int, {str(row["subject"]): row["last"] for row in rows})


def entry_of(leaf: Leaf) -> Act | Read:
    """The row a leaf commits to; DoesNotExist when it is gone."""
    if leaf.kind == Leaf.Kind.ACT:
        return Act.objects.get(id=leaf.entry)
    return Read.objects.get(id=leaf.entry, at=leaf.entry_at)
