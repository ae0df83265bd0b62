"""The Merkle tree of RFC 6962 §2.1: roots, inclusion and consistency, over stored subtree hashes."""

import hashlib
from collections.abc import Callable

Subtree = Callable[[int, int], bytes]
"""`subtree(bits, index)`: the hash of the complete subtree of 2^bits leaves that starts at index·2^bits."""


def leaf_hash(record: bytes, salt: bytes) -> bytes:
    """A leaf commits to its record through a salt: without the salt it discloses nothing."""
    return hashlib.sha256(b"\x00" + hashlib.sha256(record + salt).digest()).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(size: int, subtree: Subtree) -> bytes:
    """The root over the first `size` leaves."""
    return _range_hash(0, size, subtree) if size else hashlib.sha256(b"").digest()


def inclusion(position: int, size: int, subtree: Subtree) -> list[bytes]:
    """The audit path that proves the leaf at `position` is under the root of the first `size` leaves."""
    if not 0 <= position < size:
        raise ValueError("no such leaf at this size")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if position < middle:
            path.append(_range_hash(middle, end, subtree))
            end = middle
        else:
            path.append(_range_hash(start, middle, subtree))
            start = middle
    return path[::-1]


def consistency(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """The proof that the tree of `new` leaves begins with the tree of `old` leaves."""
    if not 0 < old <= new:
        raise ValueError("the older size must be within the newer")
    return _consistency(old, 0, new, subtree, complete=True)


def _consistency(old: int, start: int, end: int, subtree: Subtree, *, complete: bool) -> list[bytes]:
    if old == end - start:
        return [] if complete else [_range_hash(start, end, subtree)]
    middle = _split(end - start)
    if old <= middle:
        inner = _consistency(old, start, start + middle, subtree, complete=complete)
        return [*inner, _range_hash(start + middle, end, subtree)]
    inner = _consistency(old - middle, start + middle, end, subtree, complete=False)
    return [*inner, _range_hash(start, start + middle, subtree)]


def root_from_inclusion(leaf: bytes, position: int, size: int, path: list[bytes]) -> bytes:
    """The root computed from a leaf and its audit path (RFC 9162 §2.1.3.2); ValueError if malformed."""
    if not 0 <= position < size:
        raise ValueError("no such leaf at this size")
    index, last, found = position, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise ValueError("the path is too long")
        if index & 1 or index == last:
            found = node_hash(sibling, found)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        index, last = index >> 1, last >> 1
    if last:
        raise ValueError("the path is too short")
    return found


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def _range_hash(start: int, end: int, subtree: Subtree) -> bytes:
    count = end - start
    if count & (count - 1) == 0:
        bits = count.bit_length() - 1
        return subtree(bits, start >> bits)
    middle = start + _split(count)
    return node_hash(_range_hash(start, middle, subtree), _range_hash(middle, end, subtree))
