"""Menus: each system offers entries; a page shows those that lead somewhere and that its reader may use."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from tinhso.kernel.registry import Registry

Door = Literal["portal", "desk", "console"]
Place = Literal["main", "section", "account", "footer", "manifest"]
"""Where in the frame. `section` is the second line, of what stands under the present entry of the main one. `manifest`
is no line to read: the web app manifest, named in the head of the door's pages."""
Audience = Literal["all", "signed_in", "signed_out"]


@dataclass(frozen=True)
class MenuEntry:
    """One line of a menu. `permission` is a key of the access policy; empty means everyone.

    `count` says how many new things wait behind the entry. It is asked on every page that shows it, so it is one
    small read. An entry of the main menu that stands `within` another, by its key, is shown in that one's section; to
    whom the other one is not shown, it stands in the main menu itself.
    """

    key: str
    door: Door
    title: str
    url_name: str
    permission: str = ""
    order: int = 100
    icon: str = ""
    place: Place = "main"
    within: str = ""
    audience: Audience = "all"
    method: Literal["get", "post"] = "get"
    count: Callable[[HttpRequest], int] | None = None


@dataclass(frozen=True)
class MenuLink:
    """A menu entry as it stands on one page. `posts` says that it must be a form button."""

    title: str
    url: str
    icon: str
    current: bool
    posts: bool
    count: int = 0


menu: Registry[MenuEntry] = Registry("menu entries", key=lambda entry: entry.key)


def links(request: HttpRequest, *, door: Door, place: Place) -> list[MenuLink]:
    """The links of one menu in their order. An entry whose page does not exist is left out (see `checks`)."""
    shown = _shown(request, door, "main" if place == "section" else place)
    keys = {entry.key for entry, _ in shown}
    under = {entry.key: entry.within for entry, _ in shown if entry.within in keys}
    # Somebody at an entry of the account menu is not at the page of the main one whose address it begins with.
    others = _shown(request, door, "account") if place in ("main", "section") else []
    here = max((url for _, url in (*shown, *others) if _is_within(request.path, url)), key=len, default="")
    section = next((under.get(entry.key, entry.key) for entry, url in shown if url == here), "")
    return [
        MenuLink(
            title=gettext(entry.title),
            url=url,
            icon=entry.icon,
            current=url == here or entry.key == section,
            posts=entry.method == "post",
            count=entry.count(request) if entry.count else 0,
        )
        for entry, url in shown
        if under.get(entry.key) == (section if place == "section" else None)
    ]


def _shown(request: HttpRequest, door: Door, place: Place) -> list[tuple[MenuEntry, str]]:
    """The entries this reader may use, with their addresses; found once for a page, which asks for several menus."""
    kept: dict[tuple[Door, Place], list[tuple[MenuEntry, str]]] = vars(request).setdefault("_menus", {})
    if (door, place) not in kept:
        kept[door, place] = _usable(request, door, place)
    return kept[door, place]


def _usable(request: HttpRequest, door: Door, place: Place) -> list[tuple[MenuEntry, str]]:
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    may: Callable[[str], bool] = getattr(request, "may", _may_nothing)
    return [
        (entry, url)
        for entry in sorted(
            (one for one in menu if (one.door, one.place) == (door, place)), key=lambda one: one.order
        )
        if (entry.audience == "all" or signed_in == (entry.audience == "signed_in"))
        and (not entry.permission or may(entry.permission))
        and (url := address(entry))
    ]


def address(entry: MenuEntry) -> str:
    """Where the entry leads; empty when no such page is there."""
    try:
        return _reversed(entry.url_name)
    except NoReverseMatch:
        return ""


_reversed = lru_cache(maxsize=256)(reverse)
"""The addresses of a process do not change, and every page asks for these."""


def _is_within(path: str, url: str) -> bool:
    return path == url or (url != "/" and url.endswith("/") and path.startswith(url))


def _may_nothing(key: str) -> bool:
    return False
