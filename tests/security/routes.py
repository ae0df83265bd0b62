"""Every address of the house, walked out of the URLconf."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

_CONVERTED = re.compile(r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>")


def _plain(route: str) -> str:
    return _CONVERTED.sub(lambda found: f"<{found[1] or found[2]}>", route)


def routes() -> list[str]:
    """The patterns as `/ho-so/<dossier>/`, each once."""
    return sorted({_plain(route) for route, _ in _walk(get_resolver(), "/")})


def views() -> Iterator[tuple[str, Any]]:
    """Pattern and view of every address."""
    for route, view in _walk(get_resolver(), "/"):
        yield _plain(route), view


def filled(route: str, values: Mapping[str, object]) -> str:
    """The address under a pattern; KeyError names what is not known."""
    return re.sub(r"<(\w+)>", lambda found: str(values[found[1]]), route)


def _walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route.replace("^", "").replace("$", ""), pattern.callback
