"""The stored tree: leaves and the roots of complete subtrees of 256, 65,536, … leaves."""

from collections.abc import Sequence

from tinhso.kernel.ledger.merkle import node_hash
from tinhso.kernel.ledger.models import Leaf, Node

BITS = 8
FAN = 1 << BITS


class StoredTree:
    """Reads subtree hashes from the tables, a block of 256 at a time, and remembers what it read."""

    def __init__(self) -> None:
        self._blocks: dict[tuple[int, int], list[bytes]] = {}
        self._made: dict[tuple[int, int], bytes] = {}

    def __call__(self, bits: int, index: int) -> bytes:
        """The hash of the complete subtree of 2^bits leaves at `index`; LookupError when it is not stored."""
        if bits % BITS == 0:
            block = self._block(bits // BITS, index >> BITS)
            return block[index & FAN - 1]
        key = (bits, index)
        if key not in self._made:
            self._made[key] = node_hash(self(bits - 1, 2 * index), self(bits - 1, 2 * index + 1))
        return self._made[key]

    def _block(self, level: int, number: int) -> list[bytes]:
        if (level, number) not in self._blocks:
            self._blocks[level, number] = stored_block(level, number)
        return self._blocks[level, number]


def stored_block(level: int, number: int) -> list[bytes]:
    """The hashes of one block of 256 siblings, as many as there are."""
    first = number * FAN
    if level == 0:
        rows = Leaf.objects.filter(position__gte=first, position__lt=first + FAN).order_by("position")
        return [bytes(value) for value in rows.values_list("hash", flat=True)]
    nodes = Node.objects.filter(level=level, index__gte=first, index__lt=first + FAN).order_by("index")
    return [bytes(value) for value in nodes.values_list("hash", flat=True)]


def complete_blocks(*, old: int, new: int) -> list[Node]:
    """The nodes that become complete when the tree grows from `old` to `new` leaves; lower levels first.

    The new leaves must be stored before this is asked.
    """
    made: list[Node] = []
    level, before, after = 0, old, new
    fresh: dict[int, bytes] = {}
    while after >> BITS > before >> BITS:
        parents: dict[int, bytes] = {}
        for number in range(before >> BITS, after >> BITS):
            block = stored_block(level, number)
            block += [fresh[i] for i in range(number * FAN + len(block), (number + 1) * FAN)]
            parents[number] = block_root(block)
            made.append(Node(level=level + 1, index=number, hash=parents[number]))
        level, before, after, fresh = level + 1, before >> BITS, after >> BITS, parents
    return made


def block_root(hashes: Sequence[bytes]) -> bytes:
    """The root over a full block."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
    return row[0]
