"""Registries: how one part offers something to another without either knowing the other."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")


class Registry(Generic[T]):
    """Named things of one type, each under a key of its own, iterated in the order of their keys.

    Instances live where the idea lives; entries are made in `system.py` or `listeners.py`.
    """

    def __init__(self, title: str, *, key: Callable[[T], str]) -> None:
        self.title = title
        self._key = key
        self._entries: dict[str, T] = {}

    def register(self, entry: T) -> T:
        """Add an entry and return it; a second entry under the same key is a mistake of configuration."""
        key = self._key(entry)
        if key in self._entries:
            raise ImproperlyConfigured(f"{self.title}: {key!r} is registered twice")
        self._entries[key] = entry
        return entry

    @contextmanager
    def temporarily(self, entry: T) -> Iterator[T]:
        """Register for the length of a `with` block: for tests."""
        self.register(entry)
        try:
            yield entry
        finally:
            del self._entries[self._key(entry)]

    def __getitem__(self, key: str) -> T:
        return self._entries[key]

    def get(self, key: str) -> T | None:
        return self._entries.get(key)

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[T]:
        return iter([self._entries[key] for key in sorted(self._entries)])

    def __len__(self) -> int:
        return len(self._entries)
