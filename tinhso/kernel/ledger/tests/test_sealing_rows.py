"""Positions, numbers, checkpoints and proofs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import router, transaction

from tinhso.kernel.actors import SYSTEM, Actor, ActorKind, Seat
from tinhso.kernel.ids import new_id
from tinhso.kernel.ledger import merkle, notes, queries, record, record_read
from tinhso.kernel.ledger.models import Act, Leaf, Read, SubjectEntry
from tinhso.kernel.ledger.sealer import seal_visible, sign_checkpoint, tree_size
from tinhso.kernel.ledger.tree import StoredTree
from tinhso.kernel.ledger.verifier import verify
from tinhso.kernel.refs import Ref

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
PERSON = Ref("people.person", UUID(int=7))
OFFICIAL = Actor(ActorKind.OFFICIAL, account=UUID(int=3))


def act(minute: int = 0, *subjects: Ref) -> Act:
    with transaction.atomic():
        return record(
            actor=SYSTEM,
            verb="tests.done",
            about=Ref("tests.thing", new_id()),
            at=AT + timedelta(minutes=minute),
            subjects=subjects,
        )


def read(minute: int = 0, *subjects: Ref) -> None:
    record_read(
        actor=OFFICIAL,
        about=Ref("tests.thing", new_id()),
        subjects=subjects or (PERSON,),
        at=AT + timedelta(minutes=minute),
        purpose="tests",
        fields=["phone"],
    )


@pytest.mark.django_db(transaction=True)
def test_an_act_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="outside the transaction"):
        record(actor=SYSTEM, verb="tests.done", about=Ref("tests.thing", new_id()), at=AT)


@pytest.mark.django_db
def test_a_read_inside_a_transaction_is_refused() -> None:
    with (
        transaction.atomic(using=router.db_for_write(Read)),
        pytest.raises(RuntimeError, match="inside a transaction"),
    ):
        read()
    assert not Read.objects.exists()


@pytest.mark.django_db
def test_the_post_that_was_acted_in_is_recorded_and_whose_it_is() -> None:
    agency, elsewhere, holder = UUID(int=1), UUID(int=2), UUID(int=9)
    own, lent = Seat("head", agency), Seat("leader", agency, on_behalf_of=holder)
    seated = Actor(ActorKind.OFFICIAL, account=UUID(int=3), seats=(own, Seat("clerk", elsewhere), lent))

    def recorded(actor: Actor, at: UUID | None) -> tuple[str, object]:
        with transaction.atomic():
            done = record(
                actor=actor, verb="tests.done", about=Ref("tests.thing", new_id()), at=AT, agency=at
            )
        return done.role, done.data.get("on_behalf_of")

    assert recorded(replace(seated, acting=lent), agency) == ("leader", str(holder))
    assert recorded(seated, elsewhere) == ("clerk", None)
    assert recorded(seated, UUID(int=4)) == recorded(seated, None) == ("head", None)
    record_read(actor=replace(seated, acting=lent), about=PERSON, subjects=[PERSON], at=AT, purpose="tests")
    assert Read.objects.get().data["on_behalf_of"] == str(holder)


@pytest.mark.django_db
def test_acts_and_reads_share_one_sequence_without_gaps() -> None:
    act(1)
    read(2)
    act(3)
    read(4)
    assert seal_visible() == 4
    act(5)
    assert seal_visible() == 1
    positions = [
        *Act.objects.values_list("position", flat=True),
        *Read.objects.values_list("position", flat=True),
    ]
    assert sorted(position for position in positions if position is not None) == [0, 1, 2, 3, 4]


@pytest.mark.django_db
def test_each_person_has_a_gap_free_numbering_of_their_own() -> None:
    other = Ref("people.person", UUID(int=8))
    act(1, PERSON)
    read(2, PERSON, other)
    seal_visible()
    read(3, PERSON)
    seal_visible()
    assert list(SubjectEntry.objects.filter(subject=PERSON).values_list("number", flat=True)) == [1, 2, 3]
    assert list(SubjectEntry.objects.filter(subject=other).values_list("number", flat=True)) == [1]
    assert [number for number, _ in queries.entries_concerning(subject=PERSON)] == [3, 2, 1]


@pytest.mark.django_db
def test_a_read_left_without_its_position_by_a_crash_gets_it_from_its_leaf() -> None:
    read()
    seal_visible()
    Read.objects.update(position=None)
    assert seal_visible() == 0
    assert Read.objects.get().position == 0
    assert Leaf.objects.count() == 1


@pytest.mark.django_db
def test_the_stored_tree_has_the_root_of_its_leaves_at_every_size() -> None:
    for count in (1, 254, 1, 1, 260):
        with transaction.atomic():
            for minute in range(count):
                record(
                    actor=SYSTEM,
                    verb="t.t",
                    about=Ref("tests.thing", new_id()),
                    at=AT + timedelta(minutes=minute),
                )
        while seal_visible(limit=100):
            pass
        leaves = [bytes(leaf.hash) for leaf in Leaf.objects.order_by("position")]
        assert merkle.root(tree_size(), StoredTree()) == plain_root(leaves)


@pytest.mark.django_db
def test_every_act_has_a_proof_under_the_signed_checkpoint() -> None:
    acts = [act(minute) for minute in range(5)]
    seal_visible()
    checkpoint = sign_checkpoint(at=AT)
    assert checkpoint is not None
    for done in acts:
        proof = queries.proof_of(act=done.id)
        assert proof is not None
        path = [bytes.fromhex(step) for step in proof["path"]]
        found = merkle.root_from_inclusion(
            bytes.fromhex(proof["leaf"]), proof["position"], proof["size"], path
        )
        assert found == bytes(checkpoint.root)


@pytest.mark.django_db
def test_the_verifier_accepts_what_was_sealed_and_only_the_right_key() -> None:
    act(1, PERSON)
    read(2)
    seal_visible()
    checkpoint = sign_checkpoint(at=AT)
    assert checkpoint is not None
    rows = list(queries.export())
    assert verify(rows, checkpoint.note, notes.public_key()) == []
    act(3)
    seal_visible()
    assert list(queries.export()) == rows, "what no checkpoint covers may be half visible"
    name, key_id, _ = notes.public_key().split("+", 2)
    stranger = f"{name}+{key_id}+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    assert verify(rows, checkpoint.note, stranger) == ["the checkpoint is not signed by this key"]


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return merkle.node_hash(plain_root(leaves[:split]), plain_root(leaves[split:]))
