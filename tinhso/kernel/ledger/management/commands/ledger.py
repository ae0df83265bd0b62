"""`tinhso ledger verify | export | key`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tinhso.kernel.ledger import notes, queries
from tinhso.kernel.ledger.verifier import verify


class Command(BaseCommand):
    help = "Checks, exports and identifies the ledger."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        check = commands.add_parser("verify", help="check the rows against a checkpoint")
        check.add_argument(
            "--checkpoint", type=Path, help="a note kept elsewhere; the latest stored one if not given"
        )
        commands.add_parser(
            "export", help="print every row under the latest checkpoint, one JSON object a line"
        )
        commands.add_parser("key", help="print the public key checkpoints are signed with")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["command"] == "key":
            self.stdout.write(notes.public_key())
        elif options["command"] == "export":
            for row in queries.export():
                self.stdout.write(json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":")))
        else:
            self._verify(options["checkpoint"])

    def _verify(self, path: Path | None) -> None:
        stored = queries.latest_checkpoint()
        if path is None and stored is None:
            raise CommandError("there is no checkpoint yet")
        note = path.read_text(encoding="utf-8") if path else stored.note if stored else ""
        faults = verify(queries.export(), note, notes.public_key())
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write("the ledger stands")
