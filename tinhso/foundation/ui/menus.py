"""Menus: each system offers entries; a page shows those that lead somewhere and that its reader may use."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from tinhso.kernel.registry import Registry

Door = Literal["portal", "desk", "console"]
Place = Literal["main", "account", "footer"]
Audience = Literal["all", "signed_in", "signed_out"]


@dataclass(frozen=True)
class MenuEntry:
    """One line of a menu. `permission` is a key of the access policy; empty means everyone."""

    key: str
    door: Door
    title: str
    url_name: str
    permission: str = ""
    order: int = 100
    icon: str = ""
    place: Place = "main"
    audience: Audience = "all"
    method: Literal["get", "post"] = "get"


@dataclass(frozen=True)
class MenuLink:
    """A menu entry as it stands on one page. `posts` says that it must be a form button."""

    title: str
    url: str
    icon: str
    current: bool
    posts: bool


menu: Registry[MenuEntry] = Registry("menu entries", key=lambda entry: entry.key)


def links(
    *, door: Door, place: Place, path: str, signed_in: bool, may: Callable[[str], bool]
) -> list[MenuLink]:
    """The links of one menu in their order. An entry whose page does not exist is left out (see `checks`)."""
    entries = [
        (entry, url)
        for entry in sorted(menu, key=lambda entry: entry.order)
        if (entry.door, entry.place) == (door, place)
        and (entry.audience == "all" or signed_in == (entry.audience == "signed_in"))
        and (not entry.permission or may(entry.permission))
        and (url := address(entry))
    ]
    here = max((url for _, url in entries if _is_within(path, url)), key=len, default="")
    return [
        MenuLink(gettext(entry.title), url, entry.icon, url == here, entry.method == "post")
        for entry, url in entries
    ]


def address(entry: MenuEntry) -> str:
    """Where the entry leads; empty when no such page is there."""
    try:
        return reverse(entry.url_name)
    except NoReverseMatch:
        return ""


def _is_within(path: str, url: str) -> bool:
    return path == url or (url != "/" and url.endswith("/") and path.startswith(url))
