"""Figures of a made-up indicator: goals, averages, refusals, and files a spreadsheet can open."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client

from tinhso.foundation.measures import queries, wording
from tinhso.foundation.measures.asking import asked, offices
from tinhso.foundation.measures.models import Goal
from tinhso.foundation.measures.registry import Column, Drill, Indicator, Row, indicators
from tinhso.foundation.measures.rules import PROVINCE, Period, Window
from tinhso.foundation.packs.models import AppliedPack
from tinhso.foundation.units.models import Agency, AgencyVersion
from tinhso.kernel.actors import Actor
from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.errors import Invalid, NotFound

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 16, 8, tzinfo=VIETNAM)
NOVEMBER = Period.parse("2026-11")


def packs(cut: Window) -> QuerySet[AppliedPack]:
    return AppliedPack.objects.filter(applied_at__gte=cut.start, applied_at__lt=cut.until).order_by("name")


def titled(cut: Window) -> QuerySet[AppliedPack]:
    return packs(cut).exclude(title="")


def show(things: Sequence[Any], actor: Actor, on: date) -> list[Row]:
    return [Row((one.name, one.title)) for one in things]


SHARE = Indicator(
    key="tests.titled", title="Có tên", unit="percent", definition="Gói có tên.", legal_basis="(thử nghiệm)",
    numerator=titled, denominator=packs, drill=Drill((Column("name", "Gói"), Column("title", "Tên")), show),
    group="Thử nghiệm",
)  # fmt: skip


def add(name: str, title: str, at: datetime = datetime(2026, 11, 2, tzinfo=VIETNAM)) -> None:
    AppliedPack.objects.create(name=name, title=title, digest="", applied_at=at)


def figure() -> queries.Figure:
    return queries.figures(period=NOVEMBER, scope=PROVINCE, at=AT, keys=[SHARE.key])[0]


def test_a_share_of_nothing_is_no_share() -> None:
    with indicators.temporarily(SHARE):
        assert figure().value is None
        assert wording.written(SHARE, None) == "chưa có"


def test_the_goal_in_force_on_the_last_day_counts() -> None:
    for since, goal in ((date(2025, 1, 1), 0.6), (date(2026, 11, 10), 0.9), (date(2026, 12, 1), 0.99)):
        Goal.objects.create(
            code=SHARE.key, effective_from=since, body={"goal": goal}, origin="test", assumed=True,
            effective_until={2025: date(2026, 11, 10), 2026: None}[since.year] if goal != 0.9 else date(2026, 12, 1),
        )  # fmt: skip
    with indicators.temporarily(SHARE):
        found = figure()
        assert found.target is not None
        assert found.target.goal == 0.9
        assert wording.goal_of(found) == "tối thiểu 90,0%"
        past = queries.figures(
            period=NOVEMBER, scope=PROVINCE, at=datetime(2027, 3, 1, tzinfo=VIETNAM), keys=[SHARE.key]
        )
        assert past[0].target is not None
        assert past[0].target.goal == 0.9, "the period ended on 30 November"


def test_better_and_worse_are_said_in_words() -> None:
    add("a", "A", datetime(2026, 10, 2, tzinfo=VIETNAM))
    add("b", "B")
    add("c", "")
    with indicators.temporarily(SHARE):
        trend = wording.trend_of(figure())
    assert trend is not None
    assert (trend.words, trend.tone) == ("Giảm 50,0 điểm phần trăm", "wait")


def test_an_unknown_figure_or_part_is_not_found() -> None:
    with pytest.raises(NotFound):
        queries.figures(period=NOVEMBER, scope=PROVINCE, at=AT, keys=["tests.nothing"])
    assert Client().get("/so-lieu/tests.nothing/").status_code == 404


@pytest.mark.parametrize("query", ["ky=2026-13", "ky=hôm+qua", "co-quan=khong-co"])
def test_a_wrong_period_or_agency_is_refused_in_words(query: str) -> None:
    with indicators.temporarily(SHARE):
        answer = Client().get(f"/so-lieu/?{query}")
        assert answer.status_code == 422
        assert "Không có" in answer.content.decode()
        given = query.replace("ky=", "period=").replace("co-quan=", "agency=")
        assert Client().get(f"/api/v1/measures?{given}").status_code == 422


def test_a_spreadsheet_takes_no_formula_from_us() -> None:
    add("x", '=HYPERLINK("http://x","y")')
    with indicators.temporarily(SHARE):
        answer = Client().get(f"/so-lieu/{SHARE.key}/danh-sach.csv?ky=2026-11")
        body = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert body.startswith("\ufeffGói,Tên\r\n")
    assert "'=HYPERLINK" in body


def test_figures_are_read_in_english_and_files_stay_vietnamese() -> None:
    add("a", "A")
    client = Client()
    client.cookies["django_language"] = "en"
    with indicators.temporarily(SHARE):
        page = client.get("/so-lieu/?ky=2026-11").content.decode()
        assert "Month 11/2026" in page
        assert "The whole province" in page
        answer = client.get("/so-lieu/so-lieu.csv?ky=2026-11")
        body = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "Tháng 11/2026,Toàn tỉnh" in body


def test_pages_show_the_same_number_as_the_rows() -> None:
    for number in range(30):
        add(f"p{number:02d}", "T")
    with indicators.temporarily(SHARE):
        second = Client().get(f"/so-lieu/{SHARE.key}/?ky=2026-11&page=2").content.decode()
        assert ("p29" in second, "p00" in second) == (True, False)
        answer = Client().get(f"/api/v1/measures/{SHARE.key}/rows?period=2026-11&limit=7&offset=28").json()
    assert answer["total"] == 30
    assert answer["rows"] == [{"name": "p28", "title": "T"}, {"name": "p29", "title": "T"}]


def test_a_share_without_its_whole_is_a_mistake_of_its_declarer() -> None:
    with pytest.raises(ValueError, match="denominator"):
        Indicator(
            key="tests.x", title="", unit="percent", definition="", legal_basis="", numerator=packs,
            drill=SHARE.drill, group="",
        )  # fmt: skip


@pytest.mark.parametrize("period", ["2000", "2000-01", "2099-H2"])
def test_the_first_and_last_periods_have_pages_too(period: str) -> None:
    with indicators.temporarily(SHARE):
        assert Client().get(f"/so-lieu/{SHARE.key}/?ky={period}").status_code == 200


def test_an_agency_that_is_no_more_can_be_asked_about_in_its_time() -> None:
    AgencyVersion.objects.create(
        agency=Agency.objects.create(key="xa-cu"), code="xa-cu", name="Xã Cũ", short_name="Xã Cũ", kind="commune",
        effective_from=date(2025, 7, 1), effective_until=date(2026, 11, 1), origin="test", assumed=True,
    )  # fmt: skip
    assert asked({"ky": "2026-10", "co-quan": "xa-cu"}, at=AT).agency_name == "Xã Cũ"
    assert ("xa-cu", "Xã Cũ") in offices(on=Period.parse("2026-10").last_day(at=AT))
    with pytest.raises(Invalid):
        asked({"ky": "2026-11", "co-quan": "xa-cu"}, at=AT)
