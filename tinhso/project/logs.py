"""Log lines go to standard output. One that cannot be written is let go: it must not stop the work it tells of."""

from contextlib import suppress
from typing import Any

import structlog


class _Lines(structlog.PrintLogger):
    """Prints a line where there is room for it."""

    def msg(self, message: str) -> None:
        with suppress(OSError):
            super().msg(message)

    log = debug = info = warn = warning = fatal = failure = err = error = critical = exception = msg


def configure() -> None:
    """Let every logger of the house write this way."""
    structlog.configure(logger_factory=_lines)


def _lines(*_: Any) -> _Lines:
    return _Lines()
