"""Minutes are signed by both sides, each with its own key, in the order of the paper, judged and kept."""

from __future__ import annotations

import io
from datetime import date

import pikepdf
import pytest
import time_machine
from django.urls import reverse

from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.files.queries import files_of, original_bytes
from tinhso.foundation.signing import demo
from tinhso.foundation.signing.models import Certificate
from tinhso.foundation.signing.queries import verify
from tinhso.foundation.signing.recognising import recognise
from tinhso.foundation.signing.rules import Report, Verdict
from tinhso.government.archive import actions
from tinhso.government.archive.engine.minutes import sign_side
from tinhso.government.archive.models import MinutesSignature, RecordFile, Transfer
from tinhso.government.archive.queries.disposals import open_disposal
from tinhso.government.archive.queries.minutes import Minutes
from tinhso.government.archive.queries.transfers import open_transfer
from tinhso.government.archive.tests.factories import (
    again,
    another_keeper,
    approved_disposal,
    closed,
    make_archive,
    offered,
)
from tinhso.government.documents.tests.factories import client_of
from tinhso.government.dossiers.tests.factories import MONDAY, Office
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.errors import Conflict, NotAllowed
from tinhso.kernel.refs import Ref

pytestmark = pytest.mark.django_db


def with_keys(*officials: Actor) -> None:
    for one in officials:
        assert one.account is not None
        demo.issue(
            kind=Certificate.Kind.PERSON, holder=Ref("access.account", one.account), name=one.name, at=MONDAY
        )


def taken_over(office: Office, keeper: Actor) -> Transfer:
    transfer = offered(office, closed(office))
    actions.accept(actor=keeper, transfer=transfer, at=MONDAY)
    return Transfer.objects.get(id=transfer)


def minutes_of(transfer: Transfer) -> Minutes:
    found = open_transfer(actor=SYSTEM, transfer=transfer.id, at=MONDAY).minutes
    assert found is not None
    return found


def sign(actor: Actor, minutes: Minutes) -> None:
    actions.sign_minutes(actor=actor, minutes=minutes, at=MONDAY)
    row = MinutesSignature.objects.get(about=minutes.about, signed_at=None)
    sign_side(signature=row.pk, at=MONDAY)


def judged(about: Ref) -> Report:
    (one,) = files_of(owner=about)
    return verify(original_bytes(owner=about, file=one.id), at=MONDAY)


def test_both_sides_sign_in_turn_and_the_house_knows_the_paper_again() -> None:
    office = make_archive()
    keeper = another_keeper(office)
    with_keys(office.records, keeper)
    transfer = taken_over(office, keeper)
    with pytest.raises(NotAllowed):
        actions.sign_minutes(actor=keeper, minutes=minutes_of(transfer), at=MONDAY)
    sign(office.records, minutes_of(transfer))
    assert not minutes_of(transfer).may_sign(office.records)
    sign(keeper, minutes_of(transfer))
    report = judged(transfer.ref)
    assert report.verdict == Verdict.VALID
    assert [one.is_organisation for one in report.signatures] == [False, True, False, True]
    assert all(one.intact for one in report.signatures)
    (kept,) = files_of(owner=transfer.ref)
    content = original_bytes(owner=transfer.ref, file=kept.id)
    assert "Biên bản giao nhận" in recognise(content)[0].text
    giver, _its_seal, receiver, _other_seal = shown(content)
    assert giver[0] < giver[2] < receiver[0] < receiver[2]
    with pytest.raises(Conflict, match="đủ chữ ký"):
        actions.sign_minutes(actor=keeper, minutes=minutes_of(transfer), at=MONDAY)
    answer = client_of(office.officer).get(reverse("archive:minutes", args=[transfer.id]))
    assert answer.content == content


def shown(content: bytes) -> list[list[float]]:
    """Where each signature stands, in the order they were made."""
    with pikepdf.open(io.BytesIO(content)) as opened:
        return [
            [float(side) for side in widget.Rect]
            for page in opened.pages
            for widget in page.get("/Annots", ())
            if widget.get("/FT") == "/Sig" and float(widget.Rect[2]) > 0
        ]


def test_who_destroyed_signs_then_who_approved_and_the_agency_seals() -> None:
    office = make_archive()
    with_keys(office.records)
    file = closed(office)
    RecordFile.objects.filter(id=file.id).update(kept_until=date(2025, 12, 31))
    disposal = approved_disposal(office, again(file), at=MONDAY)
    actions.destroy(actor=office.records, disposal=disposal, at=MONDAY)
    with time_machine.travel(MONDAY, tick=False):
        records, leader = client_of(office.records), client_of(office.leader)
        address = reverse("archive:sign_certificate", args=[disposal])
        assert records.post(address).status_code == 409
        about = actions.carry_out(disposal=disposal, at=MONDAY).ref
        assert leader.post(address).status_code == 403
        for client, verdict in ((records, Verdict.INCOMPLETE), (leader, Verdict.VALID)):
            assert "Ký biên bản" in client.get(reverse("archive:disposal", args=[disposal])).content.decode()
            assert client.post(address).status_code == 303
            assert "Đang ký số" in client.get(reverse("archive:disposal", args=[disposal])).content.decode()
            assert client.post(address).status_code == 409
            sign_side(signature=MinutesSignature.objects.get(about=about, signed_at=None).pk, at=MONDAY)
            assert judged(about).verdict == verdict
    found = open_disposal(actor=office.leader, disposal=disposal, at=MONDAY).minutes
    assert found is not None and found.next is None


def test_what_can_not_be_signed_says_why_and_is_tried_again() -> None:
    office = make_archive()
    keeper = another_keeper(office)
    transfer = taken_over(office, keeper)
    with pytest.raises(Conflict, match="chứng thư số"):
        actions.sign_minutes(actor=office.records, minutes=minutes_of(transfer), at=MONDAY)
    with_keys(office.records)
    actions.sign_minutes(actor=office.records, minutes=minutes_of(transfer), at=MONDAY)
    row = MinutesSignature.objects.get()
    Certificate.objects.filter(name=office.records.name).update(revoked_at=MONDAY)
    sign_side(signature=row.pk, at=MONDAY)
    assert "chứng thư số" in minutes_of(transfer).sides[0].failure
    with_keys(office.records)
    sign(office.records, minutes_of(transfer))
    assert minutes_of(transfer).sides[0].signed_at == MONDAY
    sign_side(signature=row.pk, at=MONDAY)
    assert StoredFile.objects.filter(owner=transfer.ref).count() == 1
