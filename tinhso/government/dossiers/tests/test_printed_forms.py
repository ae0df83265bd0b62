"""Forms 04 and 05 by the acts that owe them, by the form set of the day, each printed once."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine

from tinhso.foundation.files.queries import original_bytes
from tinhso.foundation.packs.models import CodeList
from tinhso.foundation.papers.tests.test_rendering import text_of
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Dossier, PrintedForm
from tinhso.government.dossiers.queries.form_sets import form_set
from tinhso.government.dossiers.tests.factories import MONDAY, Office, make_office
from tinhso.government.dossiers.tests.test_straight_path import fresh, received
from tinhso.kernel.deliveries.working import work_off

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=1)


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def dossier(office: Office) -> Dossier:
    return received(office)


def apologised(office: Office, dossier: Dossier) -> None:
    with time_machine.travel(LATER, tick=False):
        actions.apologise(
            actor=office.leader, dossier=dossier.id, version=fresh(dossier).version, reason="verification",
            note="Chờ bệnh viện trả lời", days=3, at=LATER,
        )  # fmt: skip
        work_off()


def stopped(office: Office, dossier: Dossier) -> None:
    with time_machine.travel(LATER, tick=False):
        actions.stop(
            actor=office.clerk, dossier=dossier.id, version=fresh(dossier).version, reason="Bà Hạnh xin dừng tại quầy",
            at=LATER,
        )  # fmt: skip
        work_off()


def text(printed: PrintedForm, tmp_path: Path) -> str:
    return text_of(original_bytes(owner=printed.dossier.ref, file=printed.file_id), tmp_path)


@pytest.mark.tools
def test_an_apology_prints_both_dates_the_reason_and_its_signer(
    office: Office, dossier: Dossier, tmp_path: Path
) -> None:
    apologised(office, dossier)
    said = text(PrintedForm.objects.get(form="04"), tmp_path)
    for words in (
        "Mẫu số 04 (Thông tư số 03/2025/TT-VPCP)",
        "Số: 01/PXL",
        "17 giờ 00 phút, ngày 16 tháng 11 năm 2026",
        "17 giờ 00 phút, ngày 19 tháng 11 năm 2026",
        "03 ngày làm việc",
        "Phải xác minh thêm. Chờ bệnh viện trả lời",
        "KT. CHỦ TỊCH",
        office.leader.name,
    ):
        assert words in said


@pytest.mark.tools
def test_stopping_prints_what_was_asked_and_how_far_it_had_come(
    office: Office, dossier: Dossier, tmp_path: Path
) -> None:
    stopped(office, dossier)
    said = text(PrintedForm.objects.get(form="05"), tmp_path)
    for words in (
        "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ", "Bà Hạnh xin dừng tại quầy", "09 giờ 00 phút", "chưa nộp khoản nào",
    ):  # fmt: skip
        assert words in said


@pytest.mark.tools
def test_stopping_names_the_originals_that_come_back(
    office: Office, dossier: Dossier, tmp_path: Path
) -> None:
    actions.keep_original(actor=office.clerk, dossier=dossier.id, paper="birth_notice", count=2, at=MONDAY)
    stopped(office, dossier)
    assert "Giấy chứng sinh: 02 bản chính" in text(PrintedForm.objects.get(form="05"), tmp_path)


def test_the_form_set_of_the_day_numbers_and_names_the_forms(office: Office) -> None:
    old, new = form_set(on=date(2024, 1, 6)), form_set(on=MONDAY.date())
    assert old.forms["control_slip"][0] == "05"
    assert old.forms["register"][0] == "06"
    assert old.forms["apology"] == ("04", "Phiếu xin lỗi và hẹn lại ngày trả kết quả")
    assert old.circular == "Thông tư số 01/2018/TT-VPCP"
    assert new.forms["control_slip"][0] == "06"
    assert new.title("05") == "Thông báo dừng giải quyết hồ sơ"


def test_a_set_without_a_form_prints_none(office: Office, dossier: Dossier) -> None:
    """2018 knew no stop notice."""
    CodeList.objects.filter(code="form_sets", effective_until=None).delete()
    CodeList.objects.filter(code="form_sets").update(effective_until=None)
    stopped(office, dossier)
    assert set(PrintedForm.objects.values_list("form", flat=True)) == {"01"}


def test_the_same_act_prints_once(office: Office, dossier: Dossier) -> None:
    from tinhso.government.dossiers.engine.printing import print_form

    apologised(office, dossier)
    kept = PrintedForm.objects.get(form="04")
    again = print_form(dossier=dossier.id, use="apology", act=kept.act, at=LATER + timedelta(days=1))
    assert again is not None
    assert (again.id, again.file_id) == (kept.id, kept.file_id)
