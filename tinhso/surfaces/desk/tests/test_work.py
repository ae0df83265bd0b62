"""The one list of everything to do: kinds of those who may, by due time, narrowed, paged, taken along."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from tinhso.foundation.access.roles import Role
from tinhso.foundation.access.tests.factories import appointed, citizen, signed_in
from tinhso.foundation.workflow.desk import Item
from tinhso.foundation.workflow.my_work import MOST, Whose, WorkKind, work_kinds
from tinhso.kernel.actors import Actor
from tinhso.kernel.clock import VIETNAM

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=VIETNAM)
HOME = "/can-bo/viec/"


def _item(title: str, hours: float | None, holder: str = "") -> Item:
    due = None if hours is None else NOW + timedelta(hours=hours)
    return Item(title, "Thẩm định", f"/can-bo/?{title}", due, late=bool(hours and hours < 0), holder=holder)


MINE = [_item("Không hạn", None), _item("Tuần này", 60), _item("=Hôm nay", 3), _item("Tuần sau", 150)]
UNIT = [*MINE, _item("Đồng nghiệp giữ", -2, "Bình")]


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    def items(actor: Actor, whose: Whose, at: datetime) -> list[Item]:
        return MINE if whose == "mine" else UNIT

    one = WorkKind("test", "Hồ sơ", "access.appoint", items)
    other = WorkKind("other", "Nhiệm vụ", "access.appoint", lambda *_: [_item("Quá hạn", -1)])
    with work_kinds.temporarily(one), work_kinds.temporarily(other), time_machine.travel(NOW, tick=False):
        yield


def page(query: str = "", role: str = Role.ADMIN, address: str = HOME) -> str:
    return signed_in(appointed(role).account).get(f"{address}{query}").content.decode()


def test_what_is_due_first_comes_first_whatever_its_kind() -> None:
    shown = page()
    order = [
        shown.index(f"?{title}") for title in ("Quá hạn", "=Hôm nay", "Tuần này", "Tuần sau", "Không hạn")
    ]
    assert order == sorted(order)
    assert "Đồng nghiệp giữ" not in shown
    assert "Bình" in page("?cua=don-vi")


def test_it_is_narrowed_by_kind_urgency_and_words() -> None:
    assert "?Quá hạn" not in page("?loai=test")
    assert "?Tuần này" in page("?han=week")
    assert "?Tuần sau" not in page("?han=week")
    assert "?Đồng nghiệp" in page("?cua=don-vi&q=dong+nghiep")
    assert "Không có việc nào như vậy" in page("?q=khong-co-gi")
    exported = page(address=f"{HOME}danh-sach.csv")
    assert "'=Hôm nay" in exported
    assert exported.count("\n") == 6


def test_those_who_may_not_do_such_work_see_none_of_it() -> None:
    assert "Không có việc nào đang chờ" in page(role=Role.AUDITOR)
    for client in (Client(), signed_in(citizen())):
        assert client.get(HOME).status_code == 302


def test_a_list_that_is_cut_says_so() -> None:
    many = WorkKind("many", "Văn bản", "access.appoint", lambda *_: [_item("Việc", 1)] * MOST)
    with work_kinds.temporarily(many):
        assert "1.000 việc đến hạn sớm nhất" in page()
