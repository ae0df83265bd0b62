"""What a file became step by step, and whose root vouches for its signatures."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tinhso.foundation.signing import actions, queries
from tinhso.foundation.signing.models import Authority
from tinhso.foundation.signing.rules import Profile, Scope
from tinhso.foundation.signing.tests.factories import AT, letter, office
from tinhso.foundation.signing.tests.test_forgeries import UPDATES, updated

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def test_every_step_of_a_lasting_file_is_told() -> None:
    signed = actions.sign(letter(), signers=office().specs, at=AT, profile=Profile.B_LTA)
    steps = queries.verify(signed, at=LATER).revisions
    said = " | ".join(one.sentence for one in steps)
    assert [one.number for one in steps] == list(range(1, len(steps) + 1))
    assert all(one.sound for one in steps)
    assert said.index("Tệp được lập") < said.index("Lê Văn Ví Dụ ký số") < said.index("Càng Long ký số")
    assert said.index("Càng Long ký số") < said.index("Đóng dấu thời gian")
    assert "danh sách thu hồi" in said


@pytest.mark.parametrize("name", ["content over the page", "annotation", "page added", "script"])
def test_a_step_that_changed_something_is_named(name: str) -> None:
    signed = actions.sign(letter(), signers=office().specs, at=AT)
    steps = queries.verify(updated(signed, UPDATES[name]), at=LATER).revisions
    assert [one.sound for one in steps] == [True, True, True, False]
    assert "bị sửa đổi" in steps[-1].sentence


def test_the_list_of_trust_is_told() -> None:
    signed = actions.sign(letter(), signers=office().specs, at=AT)
    assert {one.scope for one in queries.verify(signed, at=LATER).signatures} == {Scope.STATE}
    Authority.objects.update(scope=Scope.PUBLIC)
    assert {one.trust_list for one in queries.verify(signed, at=LATER).signatures} == {"Chữ ký số công cộng"}
    Authority.objects.update(for_signatures=False)
    assert {one.scope for one in queries.verify(signed, at=LATER).signatures} == {None}
