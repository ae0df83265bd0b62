"""Things to be found."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tinhso.foundation.search.actions import index
from tinhso.foundation.search.queries import find
from tinhso.foundation.search.registry import Document
from tinhso.kernel.actors import ANONYMOUS, Actor
from tinhso.kernel.refs import Ref


def document(title: str, *, kind: str = "tests.open", **parts: Any) -> Document:
    """A thing known by its title."""
    return Document(ref=Ref(kind, uuid5(NAMESPACE_URL, title)), kind=kind, title=title, **parts)


def indexed(*titles: str) -> None:
    """Things with these titles, findable by anyone."""
    index([document(title) for title in titles])


def titles(text: str, *, actor: Actor = ANONYMOUS, **choice: Any) -> list[str]:
    """What is found under these words, in order."""
    return [hit.title for hit in find(text=text, actor=actor, **choice).hits]
