"""The tree against RFC 6962's own words, and the signature check against a library."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.ledger import merkle
from tinhso.kernel.ledger.tests.test_sealing_rows import plain_root
from tinhso.kernel.ledger.verifier import ed25519_holds


def tree_of(leaves: list[bytes]) -> merkle.Subtree:
    def subtree(bits: int, index: int) -> bytes:
        return plain_root(leaves[index << bits : index + 1 << bits])

    return subtree


@given(st.integers(1, 70), st.data())
def test_every_leaf_is_proved_and_no_other_is(size: int, data: st.DataObject) -> None:
    leaves = [bytes([number]) * 32 for number in range(size)]
    position = data.draw(st.integers(0, size - 1))
    root = merkle.root(size, tree_of(leaves))
    assert root == plain_root(leaves)
    path = merkle.inclusion(position, size, tree_of(leaves))
    assert merkle.root_from_inclusion(leaves[position], position, size, path) == root
    other = data.draw(st.integers(0, size - 1))
    if other != position:
        assert merkle.root_from_inclusion(leaves[other], position, size, path) != root


@given(st.integers(1, 70), st.data())
def test_a_later_tree_is_proved_to_begin_with_an_earlier_one(new: int, data: st.DataObject) -> None:
    leaves = [bytes([number]) * 32 for number in range(new)]
    old = data.draw(st.integers(1, new))
    proof = merkle.consistency(old, new, tree_of(leaves))
    assert proof == plain_consistency(old, leaves, complete=True)


def plain_consistency(old: int, leaves: list[bytes], *, complete: bool) -> list[bytes]:
    """RFC 6962 §2.1.2, word for word."""
    if old == len(leaves):
        return [] if complete else [plain_root(leaves)]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if old <= split:
        return [*plain_consistency(old, leaves[:split], complete=complete), plain_root(leaves[split:])]
    return [*plain_consistency(old - split, leaves[split:], complete=False), plain_root(leaves[:split])]


@given(st.binary(max_size=80), st.integers(0, 511))
def test_the_verifiers_own_ed25519_agrees_with_the_library(message: bytes, flipped: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert ed25519_holds(public, message, signature)
    broken = bytearray(signature)
    broken[flipped // 8] ^= 1 << flipped % 8
    assert not ed25519_holds(public, message, bytes(broken))
