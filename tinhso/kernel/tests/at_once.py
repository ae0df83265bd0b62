"""Several at the same moment, each on a database connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connections

from tinhso.kernel.errors import Refusal


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do them all at the same moment; what each answered, or was refused with."""
    start, answers = Barrier(len(acts)), list[object]()

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            answers.append(act())
        except Refusal as refused:
            answers.append(type(refused).__name__)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
