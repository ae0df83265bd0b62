"""Every component is shown, explained, and says what its reader needs."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.test import RequestFactory

from tinhso.foundation.ui import charts
from tinhso.foundation.ui.tests.drawing import drawn

TEMPLATES = Path(charts.__file__).parent / "templates"
COMPONENTS = sorted(path.stem for path in (TEMPLATES / "cotton").glob("*.html"))
PAGE_WORDS = (
    "title",
    "label",
    "note",
    "name",
    "value",
    "hint",
    "href",
    "icon",
    "tone",
    "state",
    "text",
    "role",
    "class",
    "level",
    "total",
    "current",
    "count",
    "page",
    "form",
    "errors",
    "files",
    "action",
    "summary",
    "caption",
    "head",
    "unit",
    "at",
    "who",
    "trend",
    "target",
    "series",
    "rows",
    "values",
    "max",
    "id",
    "variant",
    "trail",
    "masked",
    "end",
    "submit",
)
NEEDED = {"field": 'name="x"', "upload": 'name="x"', "qr": 'text="x"'}
AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize("name", COMPONENTS)
def test_each_component_is_in_the_gallery_and_in_the_reference(name: str) -> None:
    shown = "".join((TEMPLATES / "ui" / f"{page}.html").read_text() for page in ("gallery", "announcements"))
    shown += "".join(path.read_text() for path in (TEMPLATES / "cotton").glob("*.html"))
    assert re.search(rf"<c-{name}[\s/>]", shown)
    assert f"`c-{name}`" in (settings.ROOT / "docs" / "reference" / "ui.md").read_text()


@pytest.mark.parametrize("name", COMPONENTS)
def test_no_component_takes_words_from_the_page_around_it(name: str) -> None:
    """Names a page is likely to use itself must be declared by the component that reads them."""
    around = dict.fromkeys(PAGE_WORDS, "TỪ TRANG")
    assert "TỪ TRANG" not in drawn(f"<c-{name} {NEEDED.get(name, '')} />", **around)


def test_a_state_is_a_word_and_a_shape() -> None:
    shapes = {
        tone: drawn(f'<c-badge tone="{tone}">Từ</c-badge>')
        for tone in ("neutral", "good", "wait", "bad", "info")
    }
    paths = {re.search(r"<svg.*?</svg>", page, re.DOTALL).group() for page in shapes.values()}  # type: ignore[union-attr]
    assert len(paths) == 5
    assert all("Từ" in page and 'aria-hidden="true"' in page for page in shapes.values())


def test_given_words_are_escaped_everywhere() -> None:
    evil = "<script>x</script>"
    markup = """<c-button :data-x="evil">{{ evil }}</c-button><c-card :title="evil" /><c-notice title="{{ evil }}" />
    <c-summary-row :label="evil" /><c-empty :title="evil" /><c-timeline-item :title="evil" :who="evil" />
    <c-checklist-item :title="evil" :note="evil" /><c-figure :label="evil" :value="evil" />
    <c-breadcrumbs :trail="trail" /><c-bars :rows="rows" :label="evil" /><c-sparkline :values="values" :label="evil" />
    <c-qr :text="evil" :label="evil" /><c-deadline :due="at" :trace="lines" /><c-error-summary :errors="errors" />
    <c-person :name="evil" /><c-tile :title="evil" /><c-search :label="evil" :value="evil" />"""
    page = drawn(
        markup,
        evil=evil,
        trail=[(evil, "/")],
        rows=[(evil, 1)],
        values=[1, 2],
        at=AT,
        lines=[evil],
        errors=[("x", evil)],
    )
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_progress_has_marks_for_done_now_and_to_come() -> None:
    page = drawn('<c-steps current="2" total="4" title="Người mẹ" />')
    assert "Bước 2 trên 4: Người mẹ" in page
    assert re.findall(r"<li( class=\"\w+\")?>", page) == [' class="done"', ' class="now"', "", ""]


def test_a_timeline_is_understood_without_colours() -> None:
    page = drawn(
        '<c-timeline><c-timeline-item state="now" title="Chờ ký" :at="at" who="Lãnh đạo" /></c-timeline>',
        at=AT,
    )
    assert 'aria-current="step"' in page
    assert "(đang làm)" in page
    assert "14:30, thứ Hai 23/11/2026" in page


def test_the_pager_keeps_the_query() -> None:
    request = RequestFactory().get("/?q=khai+sinh&page=2")
    page = drawn('<c-pager :page="page" />', page=Paginator(range(1250), 20).page(2), request=request)
    assert 'href="?q=khai+sinh&amp;page=3"' in page
    assert "21–40 trong 1.250" in page


def test_a_single_page_needs_no_pager() -> None:
    assert drawn('<c-pager :page="page" />', page=Paginator(range(3), 20).page(1)).strip() == ""


def test_a_list_of_faults_leads_to_fields_and_an_empty_one_says_nothing() -> None:
    assert 'href="#id_name"' in drawn('<c-error-summary :errors="e" />', e=[("id_name", "Nhập họ và tên")])
    assert drawn('<c-error-summary :errors="e" />', e=[]).strip() == ""


def test_the_dangerous_confirmation_says_so_and_can_be_left() -> None:
    page = drawn(
        '<c-confirm title="Rút hồ sơ?" submit="Rút" :danger="True" cancel-href="/back/">Sẽ dừng.</c-confirm>'
    )
    assert "button-danger" in page
    assert 'href="/back/"' in page
    assert 'method="post"' in page


def test_charts_speak() -> None:
    line = drawn('<c-sparkline :values="v" label="Đúng hạn" :target="95" />', v=[90.5, 98])
    assert "<title>Đúng hạn</title>" in line
    assert "90,5; 98" in line
    rows = drawn(
        '<c-bars :rows="r" label="Lĩnh vực" name-head="Lĩnh vực" value-head="Hồ sơ" />', r=[("Hộ tịch", 1204)]
    )
    assert '<th scope="row">Hộ tịch</th>' in rows
    assert "1.204" in rows


def test_geometry() -> None:
    assert charts.spark([1]) is None
    flat = charts.spark([5, 5, 5])
    assert flat is not None
    assert {point.split(",")[1] for point in flat.line.split()} == {"28.0"}
    rising = charts.spark([0, 10], target=20)
    assert rising is not None
    assert (rising.target, rising.last[1]) == ("5.0", "28.0")
    assert [bar.width for bar in charts.bars([("a", 4, ""), ("b", 1, ""), ("c", -1, "")])] == [
        "100.0",
        "25.0",
        "0.0",
    ]
    assert charts.bars([("a", 0, "")])[0].width == "0.0"


def test_a_qr_symbol_is_an_image_with_a_name() -> None:
    page = drawn('<c-qr text="https://example.vn/T-0001" label="Quét để tra cứu" />')
    assert 'role="img" aria-label="Quét để tra cứu"' in page
    assert "<path" in page


def test_the_marks_of_a_row_are_their_components_and_escape_what_they_are_given() -> None:
    at = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
    tags = drawn(
        '{% load ui %}{% badge word "bad" %}{% deadline at "late" trace %}', word="<b>", at=at, trace=["<i>"]
    )
    assert tags == drawn(
        '<c-badge tone="bad">{{ word }}</c-badge><c-deadline :due="at" state="late" :trace="trace" />',
        word="<b>",
        at=at,
        trace=["<i>"],
    ).replace("\n", "")
    assert "<b>" not in tags
    assert "<i>" not in tags
