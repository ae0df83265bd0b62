"""An issued document is taken back, corrected or replaced: once ended it stays ended, and only who may does it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from tinhso.foundation.files.actions import keep
from tinhso.government.documents import actions
from tinhso.government.documents.models import Document, OutgoingEntry
from tinhso.government.documents.queries.changes import changes_of, replacements
from tinhso.government.documents.tests.factories import approved, fresh, make_documents, number
from tinhso.government.dossiers.tests.factories import MONDAY, Office
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, Stale

pytestmark = pytest.mark.django_db


def issued(office: Office, *, minutes: int = 0, **changes: Any) -> Document:
    at, one = MONDAY + timedelta(minutes=minutes), approved(office, **changes)
    number(one, office.records)
    file = keep(at=at, owner=one.ref, key=one.key, name="a.pdf", content=b"%PDF-1.7")
    actions.finish_issue(document=one.id, file=file, digest=hashlib.sha256(b"a").hexdigest(), at=at)
    return fresh(one)


def test_what_was_taken_back_stays_in_the_register_and_ends() -> None:
    office = make_documents()
    one = issued(office)
    actions.take_back(
        actor=office.records, document=one.id, version=one.version, reason="Ban hành nhầm", at=MONDAY
    )
    (said,) = changes_of(fresh(one))
    assert (said.reason, said.ends) == ("Ban hành nhầm", True)
    assert OutgoingEntry.objects.filter(document=one).exists()
    for act in (actions.take_back, actions.correct):
        with pytest.raises(Conflict):
            act(actor=office.records, document=one.id, version=fresh(one).version, reason="Lại", at=MONDAY)


def test_a_document_is_replaced_by_a_later_one_of_its_form_alone() -> None:
    office = make_documents()
    one, later = issued(office), issued(office, minutes=1, subject="Báo cáo đã sửa")
    other = issued(office, minutes=2, type="thong-bao")
    assert [key for key, _name in replacements(one, actor=office.leader)] == [str(later.id)]
    given: dict[str, Any] = {"actor": office.leader, "document": one.id, "version": one.version, "at": MONDAY}
    for wrong in (other.id, one.id):
        with pytest.raises(Invalid):
            actions.replace(**given, by=wrong, reason="Sai nội dung")
    actions.replace(**given, by=later.id, reason="Sai nội dung")
    assert changes_of(fresh(one))[0].notation == later.notation


def test_who_may_not_or_saw_an_older_page_or_gives_no_reason_changes_nothing() -> None:
    office = make_documents()
    one = issued(office)
    with pytest.raises(NotAllowed):
        actions.take_back(actor=office.officer, document=one.id, version=one.version, reason="x", at=MONDAY)
    with pytest.raises(Stale):
        actions.take_back(
            actor=office.records, document=one.id, version=one.version - 1, reason="x", at=MONDAY
        )
    with pytest.raises(Invalid):
        actions.take_back(actor=office.records, document=one.id, version=one.version, reason=" ", at=MONDAY)
    with pytest.raises(Conflict):
        draft = approved(office)
        actions.take_back(
            actor=office.records, document=draft.id, version=fresh(draft).version, reason="x", at=MONDAY
        )
    assert changes_of(fresh(one)) == []
