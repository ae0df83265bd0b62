"""`tinhso procedures import FILE` and `tinhso procedures list [--quarantined]`."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tinhso.foundation.procedures import actions, queries
from tinhso.foundation.procedures.formats.national_catalogue import FAULTS, WARNINGS
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM


class Command(BaseCommand):
    help = "Takes in the national catalogue of procedures and lists what was taken in or held."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        importing = commands.add_parser("import", help="read a file of one JSON object a line")
        importing.add_argument("file", type=Path)
        listing = commands.add_parser("list", help="list the drafts, or the lines that are held")
        listing.add_argument(
            "--quarantined", action="store_true", help="the lines that are held, with reasons"
        )
        listing.add_argument("--reason", default="", choices=["", *FAULTS], help="only held for this reason")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["command"] == "import":
            self._import(options["file"])
        elif options["quarantined"] or options["reason"]:
            self._list_held(options["reason"])
        else:
            for entry in queries.catalogue(actor=SYSTEM):
                mark = "" if entry.time_published else " [chưa công bố thời hạn]"
                self.stdout.write(f"{entry.code} {entry.name}{mark}")

    def _import(self, path: Path) -> None:
        try:
            with path.open("rb") as stream:
                done = actions.import_catalogue(stream=stream, source=path.name, actor=SYSTEM, at=clock.now())
        except OSError as error:
            raise CommandError(f"{path}: không đọc được tệp ({error.strerror})") from error
        kept = done.added + done.changed + done.unchanged
        self.stdout.write(
            f"{done.lines} dòng: {kept} thủ tục nhập làm bản nháp "
            f"({done.added} mới, {done.changed} thay đổi, {done.unchanged} như cũ), {done.held} dòng bị giữ lại"
        )
        if done.released:
            self.stdout.write(f"{done.released} dòng trước đây bị giữ lại nay đã được giải quyết")
        self.stdout.write(f"{done.time_not_published} bản nháp chưa công bố thời hạn ở mọi cách nộp")
        self._counts("Bị giữ lại vì", done.faults, FAULTS)
        self._counts("Cảnh báo", done.warnings, WARNINGS)
        if done.held:
            self.stdout.write("Xem từng dòng và lý do: tinhso procedures list --quarantined")
        if not done.changed_anything:
            self.stdout.write("Không có gì thay đổi.")

    def _counts(self, title: str, counts: Mapping[str, int], words: Mapping[str, str]) -> None:
        if counts:
            self.stdout.write(f"{title}:")
        for kind, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            self.stdout.write(f"  {count:>6}  {words[kind]} ({kind})")

    def _list_held(self, kind: str) -> None:
        for line in queries.quarantined(actor=SYSTEM, kind=kind):
            self.stdout.write(f"{line} {line.code or '-'} {line.name}".rstrip())
            for _, words in line.reasons:
                self.stdout.write(f"    {words}")
