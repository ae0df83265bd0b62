"""A menu shows what leads somewhere and may be used, in its order."""

from contextlib import ExitStack
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from tinhso.foundation.ui.checks import menu_entries_lead_somewhere
from tinhso.foundation.ui.context import shell
from tinhso.foundation.ui.menus import MenuEntry, MenuLink, Place, links, menu

ENTRIES = (
    MenuEntry("a", door="desk", title="Sau", url_name="ui:gallery_desk", order=20),
    MenuEntry("b", door="desk", title="Trước", url_name="ui:gallery", order=10, permission="dossiers.see"),
    MenuEntry("c", door="desk", title="Không có trang", url_name="nowhere"),
    MenuEntry("d", door="portal", title="Cổng", url_name="ui:gallery"),
    MenuEntry(
        "e",
        door="desk",
        title="Ra",
        url_name="ui:gallery",
        place="account",
        audience="signed_in",
        method="post",
    ),
)


def shown(*, allowed: bool, signed_in: bool = False, place: Place = "main") -> list[MenuLink]:
    with ExitStack() as stack:
        for entry in ENTRIES:
            stack.enter_context(menu.temporarily(entry))
        request = RequestFactory().get("/ui/desk/")
        vars(request).update(may=lambda key: allowed, user=SimpleNamespace(is_authenticated=signed_in))
        found = links(request, door="desk", place=place)
        return [link for link in found if link.title in {entry.title for entry in ENTRIES}]


def test_entries_come_in_their_order_with_the_present_one_marked() -> None:
    assert [(link.title, link.current) for link in shown(allowed=True)] == [("Trước", False), ("Sau", True)]


def test_what_may_not_be_used_is_left_out() -> None:
    assert [link.title for link in shown(allowed=False)] == ["Sau"]


def beneath(path: str, *, place: Place, refused: str = "") -> list[tuple[str, bool]]:
    """The links of a small desk at an address, to somebody who may not use one permission."""
    with ExitStack() as stack:
        for entry in (
            MenuEntry("x.list", "desk", "Mục", "ui:gallery", permission="x.see"),
            MenuEntry("x.all", "desk", "Danh sách", "ui:gallery", within="x.list"),
            MenuEntry("x.book", "desk", "Sổ", "ui:gallery_desk", within="x.list"),
            MenuEntry("y", "desk", "Mục khác", "ui:set_language"),
        ):
            stack.enter_context(menu.temporarily(entry))
        request = RequestFactory().get(path)
        vars(request).update(may=lambda key: key != refused, user=SimpleNamespace(is_authenticated=True))
        ours = {"Mục", "Danh sách", "Sổ", "Mục khác"}
        return [
            (one.title, one.current) for one in links(request, door="desk", place=place) if one.title in ours
        ]


def test_what_stands_within_another_entry_is_shown_in_its_section_alone() -> None:
    book, other = reverse("ui:gallery_desk"), reverse("ui:set_language")
    assert beneath(book, place="main") == [("Mục", True), ("Mục khác", False)]
    assert beneath(book, place="section") == [("Danh sách", False), ("Sổ", True)]
    assert beneath(other, place="section") == []


def test_what_stands_within_an_entry_one_may_not_use_stands_in_the_main_menu() -> None:
    book = reverse("ui:gallery_desk")
    assert [title for title, _ in beneath(book, place="main", refused="x.see")] == [
        "Danh sách",
        "Sổ",
        "Mục khác",
    ]
    assert beneath(book, place="section", refused="x.see") == []


def test_signing_out_is_a_button_for_those_inside() -> None:
    assert shown(allowed=True, place="account") == []
    assert [link.posts for link in shown(allowed=True, signed_in=True, place="account")] == [True]


def test_an_entry_that_leads_nowhere_is_found_by_the_check() -> None:
    with menu.temporarily(ENTRIES[2]):
        assert [message.id for message in menu_entries_lead_somewhere()].count("ui.W001") >= 1


def test_without_a_policy_nothing_guarded_is_shown() -> None:
    with menu.temporarily(ENTRIES[1]):
        frame = shell(RequestFactory().get("/"))["shell"]
        assert "Trước" not in [link.title for link in frame.desk["main"]]


def test_what_is_new_behind_an_entry_is_counted_and_nothing_new_is_not_said() -> None:
    counted = MenuEntry("f", "desk", "Thông báo", "ui:gallery", count=lambda request: 1234)
    quiet = MenuEntry("g", "desk", "Yên", "ui:gallery", count=lambda request: 0)
    with menu.temporarily(counted), menu.temporarily(quiet):
        found = links(RequestFactory().get("/"), door="desk", place="main")
    drawn = render_to_string("ui/menus.html", {"main": [link for link in found if link.title != "Yên"]})
    assert '1.234<span class="unseen"> mới</span>' in drawn
    assert "count" not in render_to_string(
        "ui/menus.html", {"main": [link for link in found if link.title == "Yên"]}
    )


@pytest.mark.django_db
def test_the_words_of_a_page_do_not_reach_the_menus_of_its_frame() -> None:
    request = RequestFactory().get("/")
    vars(request).update(user=AnonymousUser())
    for frame in ("ui/desk.html", "ui/portal.html"):
        page = render_to_string(frame, {"back": "/lui-lai/", "who": "Người khác"}, request=request)
        assert "/lui-lai/" not in page and "Người khác" not in page, frame
