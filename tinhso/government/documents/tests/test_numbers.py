"""Numbers run from 01 by agency, sequence and year: no gap, no double, none that was taken on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection, transaction

from tinhso.foundation.packs.models import CodeList
from tinhso.foundation.signing.models import Certificate
from tinhso.government.documents import actions
from tinhso.government.documents.actions.registering import Taken
from tinhso.government.documents.models import Document, NumberSeries, OutgoingEntry
from tinhso.government.documents.tests.factories import (
    another,
    approved,
    certify,
    fresh,
    make_documents,
    number,
)
from tinhso.government.dossiers.tests.factories import MONDAY, Office
from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed
from tinhso.kernel.numbers import last_number, next_number
from tinhso.kernel.tests.at_once import at_once

NEW_YEAR = datetime(2027, 1, 4, 8, 0, tzinfo=VIETNAM)


def take(office: Office, given: int, *, sequence: str = "chung") -> OutgoingEntry:
    taken = Taken(
        given,
        f"{given:02d}/QĐ-UBND",
        MONDAY.date(),
        "Quyết định: thử",
        "Lê Văn Ví Dụ",
        "Như Điều 3",
        "Mất điện",
    )
    return actions.take_number(
        actor=office.records, agency=office.committee.id, sequence=sequence, taken=taken, at=MONDAY
    )


@pytest.mark.django_db
def test_one_sequence_for_every_type_and_from_one_again_each_year() -> None:
    office = make_documents()
    assert [number(approved(office, type=one), office.records).notation for one in ("bao-cao", "cong-van")] == [
        "01/BC-UBND", "02/UBND-VP",
    ]  # fmt: skip
    late = approved(office)
    assert number(late, office.records, at=NEW_YEAR).notation == "01/BC-UBND"
    assert set(OutgoingEntry.objects.values_list("year", "number")) == {(2026, 1), (2026, 2), (2027, 1)}


@pytest.mark.django_db
def test_agencies_count_for_themselves_and_the_head_may_set_a_type_apart() -> None:
    office = make_documents()
    other = another(office)
    certify(other)
    assert number(approved(office), office.records).notation == "01/BC-UBND"
    assert number(approved(other), other.records).notation == "01/BC-UBND"
    rule = CodeList.objects.get(code="document_sequences")
    rule.body["entries"].append({"value": "qd", "label": "Quyết định", "types": ["quyet-dinh"]})
    CodeList.objects.filter(pk=rule.pk).update(body=rule.body)
    own = number(approved(office, type="quyet-dinh"), office.records)
    assert own.notation == "01/QĐ-UBND"
    assert number(approved(office), office.records).notation == "02/BC-UBND"


@pytest.mark.django_db
def test_a_number_taken_on_paper_is_passed_over_and_never_taken_twice() -> None:
    office = make_documents()
    take(office, 2)
    take(office, 3)
    assert [number(approved(office), office.records).notation for _ in range(2)] == [
        "01/BC-UBND",
        "04/BC-UBND",
    ]
    for given in (2, 4):
        with pytest.raises(Conflict, match="đã có trong sổ"):
            take(office, given)
    with pytest.raises(NotAllowed):
        actions.take_number(
            actor=office.officer, agency=office.committee.id, sequence="chung", at=MONDAY,
            taken=Taken(9, "09/QĐ", MONDAY.date(), "x", "x", "x", "x"),
        )  # fmt: skip
    with pytest.raises(Invalid) as refused:
        actions.take_number(
            actor=office.records, agency=office.committee.id, sequence="khac", at=MONDAY,
            taken=Taken(0, "0", MONDAY.date() + timedelta(days=1), "x", "x", "x", " "),
        )  # fmt: skip
    assert {one.field for one in refused.value.faults} == {"number", "dated", "sequence", "reason"}


@pytest.mark.django_db
def test_what_is_not_kept_spends_no_number() -> None:
    office = make_documents()
    first, second = approved(office), approved(office)

    class LostError(Exception):
        pass

    with pytest.raises(LostError), transaction.atomic():
        number(first, office.records)
        raise LostError
    assert not OutgoingEntry.objects.exists()
    assert number(second, office.records).notation == "01/BC-UBND"
    with pytest.raises(Conflict):
        number(second, office.records)
    assert number(first, office.records).notation == "02/BC-UBND"
    assert Delivery.objects.filter(handler="documents.issue").count() == 2


@pytest.mark.django_db
def test_without_a_certificate_no_number_is_spent() -> None:
    office = make_documents()
    found = approved(office)
    Certificate.objects.filter(kind=Certificate.Kind.ORGANISATION).delete()
    with pytest.raises(Conflict, match="chứng thư số"):
        number(found, office.records)
    assert not NumberSeries.objects.exists()
    assert fresh(found).notation == ""


@pytest.mark.django_db
def test_a_number_belongs_to_a_transaction() -> None:
    with transaction.atomic():
        assert last_number(NumberSeries, "x") == 0
        assert [next_number(NumberSeries, "x") for _ in range(2)] == [1, 2]
        assert last_number(NumberSeries, "x") == 2


@pytest.mark.postgres
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite in memory gives threads no connections of their own"
)
@pytest.mark.django_db(transaction=True)
def test_many_at_once_leave_no_gap_and_no_double() -> None:
    """Sixteen documents are numbered while numbers are taken on paper, each on a connection of its own."""
    office = make_documents()
    found = [approved(office).id for _ in range(16)]
    acts: list[Callable[[], object]] = [partial(number, Document(id=key), office.records) for key in found]
    acts += [partial(take, office, given) for given in (2, 3, 3, 30)]
    answers = at_once(*acts)
    given = sorted(OutgoingEntry.objects.values_list("number", flat=True))
    assert OutgoingEntry.objects.filter(document__isnull=False).count() == 16
    assert given[:-1] == list(range(1, len(given)))
    assert given[-1] == 30
    assert {one for one in answers if isinstance(one, str)} <= {"Conflict"}
