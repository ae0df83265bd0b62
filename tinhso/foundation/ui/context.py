"""What the frame of every page knows."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tinhso.foundation.ui import look, menus

THEMES = ("auto", "light", "dark")


class Shell:
    """The frame of one page. Everything is worked out only when the template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def province(self) -> look.Look:
        return look.current()

    @property
    def demo(self) -> bool:
        """Whether the people and records shown are invented."""
        return settings.MODE == "demo"

    @property
    def version(self) -> str:
        return settings.VERSION

    @property
    def theme(self) -> str:
        """`light`, `dark`, or `auto` (the reader's device decides)."""
        chosen = self._request.COOKIES.get("theme", "auto")
        return chosen if chosen in THEMES else "auto"

    @property
    def themes(self) -> list[tuple[str, str]]:
        """The themes to choose from, with their names."""
        return [("auto", _("theo thiết bị")), ("light", _("sáng")), ("dark", _("tối"))]

    @property
    def languages(self) -> list[tuple[str, str]]:
        """The languages to choose from, each by its own name."""
        return list(settings.LANGUAGES)

    @property
    def desk_home(self) -> str:
        """The first page of the desk's menu."""
        links = self.desk["main"]
        return links[0].url if links else "/"

    @property
    def address(self) -> str:
        """The page as it was asked for: where a changed language or theme returns to."""
        return self._request.get_full_path()

    @cached_property
    def portal(self) -> "Menus":
        return Menus(self._request, "portal")

    @cached_property
    def desk(self) -> "Menus":
        return Menus(self._request, "desk")

    @cached_property
    def console(self) -> "Menus":
        return Menus(self._request, "console")


class Menus(dict[menus.Place, list[menus.MenuLink]]):
    """The menus of one door by their place in the frame."""

    def __init__(self, request: HttpRequest, door: menus.Door) -> None:
        super().__init__()
        self._request, self._door = request, door

    def __missing__(self, place: menus.Place) -> list[menus.MenuLink]:
        self[place] = menus.links(self._request, door=self._door, place=place)
        return self[place]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell`, the frame of the page."""
    return {"shell": Shell(request)}
