"""A page as it is drawn and posted, without JavaScript."""

from html.parser import HTMLParser
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string

from tinhso.foundation.forms import pages
from tinhso.foundation.forms.drawing import Drawn, draw_questions
from tinhso.foundation.forms.registry import field_types
from tinhso.foundation.forms.shapes import FormBody
from tinhso.foundation.forms.tests.factories import birth, context, question


class Fields(HTMLParser):
    """What a browser would post from this page, and every id and link in it."""

    def __init__(self, drawn: Drawn) -> None:
        super().__init__()
        self.posted: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.described: list[str] = []
        self._select = ""
        self.html = render_to_string("forms/questions.html", {"drawn": drawn})
        self.feed(self.html)

    def handle_starttag(self, tag: str, found: list[tuple[str, str | None]]) -> None:
        given = dict(found)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [(given["href"] or "")[1:]] if tag == "a" else []
        self.described += (given.get("aria-describedby") or "").split()
        if tag == "select":
            self._select = given.get("name") or ""
        elif tag == "option" and "selected" in given:
            self.posted.append((self._select, given.get("value") or ""))
        elif tag == "input" and (
            given.get("type") not in {"radio", "checkbox", "file"} or "checked" in given
        ):
            self.posted.append((given.get("name") or "", given.get("value") or ""))


def post(form: FormBody, number: int, text: str, draft: dict[str, Any] | None = None) -> pages.Step:
    return pages.take_page(form, form.pages[number], QueryDict(text), draft or {}, context())


def drawn_keys(drawn: Drawn) -> list[str]:
    return [control.name for control in drawn.controls]


def test_a_fresh_page_draws_what_is_asked() -> None:
    drawn = pages.draw_page(birth(), birth().pages[0], {}, context())
    assert drawn_keys(drawn) == ["requester.name", "relation"]
    assert [control.decides for control in drawn.controls] == [False, True]
    assert Fields(drawn).html.count("hx-post") == 1


FIRST = "asked=requester.name&asked=relation&requester.name=An"


def test_a_question_that_comes_up_is_shown_before_it_is_missed() -> None:
    step = post(birth(), 0, FIRST + "&relation=other&press=next")
    assert not step.done
    assert drawn_keys(step.drawn) == ["requester.name", "relation", "relation_text"]
    assert step.drawn.faults == ()
    step = post(birth(), 0, FIRST + "&asked=relation_text&relation=other&press=next", step.answers)
    assert [fault.field for fault in step.drawn.faults] == ["relation_text"]


def test_a_complete_page_is_done_and_in_the_draft() -> None:
    step = post(birth(), 0, FIRST + "&relation=father&press=next")
    assert step.done
    assert step.answers == {"requester.name": "An", "relation": "father"}


def test_a_reveal_complains_of_nothing() -> None:
    step = post(birth(), 0, "asked=requester.name&asked=relation&relation=other&press=reveal")
    assert not step.done
    assert step.drawn.faults == ()
    assert "relation_text" in drawn_keys(step.drawn)


def test_what_was_typed_stays_in_the_box_with_its_fault() -> None:
    step = post(birth(), 1, "asked=child.name&asked=child.birth_date&child.birth_date=31/02/2026")
    page = Fields(step.drawn)
    assert ("child.birth_date", "31/02/2026") in page.posted
    assert "Tháng 2/2026 không có ngày 31" in page.html
    assert set(page.links) <= set(page.ids)
    assert set(page.described) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_rows_are_added_and_removed() -> None:
    form, row = birth(), "&siblings.0.name=An&siblings.0.twin=no&siblings.7.name=Bình"
    step = post(form, 1, "press=remove:siblings.0" + row)
    posted = Fields(step.drawn).posted
    assert ("siblings.0.name", "Bình") in posted
    assert not [name for name, _ in posted if name.startswith("siblings.1")]
    step = post(form, 1, "press=add:siblings&siblings.0.name=An")
    assert ("siblings.1.name", "") in Fields(step.drawn).posted
    for nonsense in ("add:", "add:child.name", "remove:siblings.99", "remove:x.1", "drop table"):
        assert not post(form, 1, f"press={nonsense}{row}").done


def test_markup_in_answers_is_only_text() -> None:
    step = post(birth(), 0, "requester.name=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&press=next")
    assert "<script" not in Fields(step.drawn).html


def test_every_type_draws_and_posts_back_what_it_held() -> None:
    kept: dict[str, Any] = {
        "text": "ấp Chợ", "name": "An", "personal_number": "086090123456", "phone": "+84912345678",
        "email": "an@example.vn", "date": "2026-11-05", "partial_date": "1960-05", "month": "2026-11",
        "time": "14:30", "integer": 1234, "money": 150_000, "choice": "b", "choices": ["a", "b"],
        "yes_no": False,
        "address": {"province": "86", "commune": "29242", "detail": "12"},
        "table": [{"name": "An", "born": "2000"}],
    }  # fmt: skip
    for kind, value in kept.items():
        asked = question(kind)
        drawn = draw_questions([asked], {"q": value}, context(), known={})
        data = QueryDict(mutable=True)
        for name, text in Fields(drawn).posted:
            data.appendlist(name, text)
        raw = field_types[kind].parse(data, "q", asked)
        assert field_types[kind].clean(raw, asked, context()).value == value, kind


def test_an_address_abroad_asks_no_commune() -> None:
    drawn = draw_questions(
        [question("address")], {"q": {"country": "JP", "detail": "x"}}, context(), known={}
    )
    assert "q.province" not in Fields(drawn).html
