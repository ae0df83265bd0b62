"""`tinhso worker`: works off deliveries, seals the ledger each second, signs a checkpoint each minute."""

import signal
import time
from argparse import ArgumentParser
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from tinhso.kernel import clock
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.ledger.sealer import seal_visible, sign_checkpoint

log = structlog.get_logger()

_IDLE_SECONDS = 0.2
_SEAL_SECONDS = 1.0
_SIGN_SECONDS = 60.0
_TROUBLE_SECONDS = 2.0


class Command(BaseCommand):
    help = "Works off deliveries and seals the ledger until told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="work off what is due, seal, sign, and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            while work_off():
                pass
            while seal_visible():
                pass
            sign_checkpoint(at=clock.now())
            return
        self._stopping = False
        self._seal_at = self._sign_at = float("-inf")
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        self._run()

    def _stop(self, *_: Any) -> None:
        self._stopping = True

    def _run(self) -> None:
        while not self._stopping:
            try:
                # As a request does: what a database that was away left dead is not used again.
                close_old_connections()
                if not work_off(going_on=self._tend):
                    self._tend()
                    time.sleep(_IDLE_SECONDS)
            except Exception:
                log.exception("worker.trouble")
                time.sleep(_TROUBLE_SECONDS)

    def _tend(self) -> bool:
        """Seal and sign when it is time to, whatever else is owed; whether to go on.

        The next time is set first: while the ledger is in trouble what is owed does not wait for it.
        """
        now = time.monotonic()
        if now >= self._seal_at:
            self._seal_at = now + _SEAL_SECONDS
            seal_visible()
        if now >= self._sign_at:
            self._sign_at = now + _SIGN_SECONDS
            sign_checkpoint(at=clock.now())
        return not self._stopping
