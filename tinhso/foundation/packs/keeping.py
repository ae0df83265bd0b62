"""What packs say changes only when packs are applied: until then, what was read of it is kept in the process.

What is kept is asked for by the state of the packs, so no process answers from an older state than the database
holds. Before anything is applied there is no state, and nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from django.db import connection

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
State = tuple[tuple[str, ...], ...]

MOST = 2048
"""Answers kept of one read; those asked for least recently go first."""
_shared: ContextVar[list[State] | None] = ContextVar("packs_state", default=None)
_forget: list[Callable[[], None]] = []


def state() -> State:
    """The packs as applied last, in one small read; empty before the first application."""
    shared = _shared.get()
    if shared:
        return shared[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, digest, applied_at FROM packs_appliedpack ORDER BY name")
        found = tuple(tuple(map(str, row)) for row in cursor.fetchall())
    if shared is not None:
        shared.append(found)
    return found


@contextmanager
def one_state() -> Iterator[None]:
    """Everything read in here is read under one state, asked for once: a request, not a transaction that applies."""
    token = _shared.set([])
    try:
        yield
    finally:
        _shared.reset(token)


def kept(read: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Keep what a read of rules in force answers. Its arguments must be hashable; its answers are shared by every
    thread, so they are not to be changed. A refusal is not kept."""

    @lru_cache(maxsize=MOST)
    def answer(_: State, *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        return read(*args, **kwargs)

    @wraps(read)
    def ask(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        now = state()
        # Before anything is applied there is no state to keep an answer under.
        return answer(now, *args, **kwargs) if now else read(*args, **kwargs)  # type: ignore[arg-type]

    _forget.append(answer.cache_clear)
    return ask


def forget() -> None:
    """Drop everything kept, as tests do whose applications are undone."""
    for clear in _forget:
        clear()
