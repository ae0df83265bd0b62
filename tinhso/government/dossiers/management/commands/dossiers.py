"""`tinhso dossiers recompute [--apply]`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tinhso.government.dossiers import actions
from tinhso.kernel import clock


class Command(BaseCommand):
    help = "Holds what is open against the working calendar as it is known now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        recomputing = commands.add_parser("recompute", help="list the dossiers that are due at another time")
        recomputing.add_argument(
            "--apply", action="store_true", help="give them their new time and tell people"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        at, changed = clock.now(), 0
        for one in actions.moved(at=at):
            if options["apply"] and not actions.recount(dossier=one.dossier.id, at=at):
                continue
            changed += 1
            before, after = clock.local(one.before), clock.local(one.after)
            self.stdout.write(f"{one.dossier}: {before:%H:%M %d/%m/%Y} → {after:%H:%M %d/%m/%Y}")
        if not changed:
            self.stdout.write("Không có hồ sơ nào đổi hạn trả.")
        elif options["apply"]:
            self.stdout.write(f"{changed} hồ sơ đã đổi hạn trả; hồ sơ đã kết thúc giữ nguyên.")
        else:
            self.stdout.write(f"{changed} hồ sơ sẽ đổi hạn trả. Ghi lại: tinhso dossiers recompute --apply")
