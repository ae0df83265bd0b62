"""A menu shows what leads somewhere and may be used, in its order."""

from contextlib import ExitStack
from types import SimpleNamespace

from django.template.loader import render_to_string
from django.test import RequestFactory

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
