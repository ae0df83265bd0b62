"""System checks: what would otherwise be noticed only by a visitor."""

from typing import Any

from django.core.checks import CheckMessage, register
from django.core.checks import Warning as Doubt

from tinhso.foundation.ui.menus import address, menu


@register("urls")
def menu_entries_lead_somewhere(**_: Any) -> list[CheckMessage]:
    """Every menu entry names a page that exists."""
    return [
        Doubt(f"menu entry {entry.key!r} leads to {entry.url_name!r}, which is no page", id="ui.W001")
        for entry in menu
        if not address(entry)
    ]
