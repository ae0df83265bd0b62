"""`tinhso packs check | plan | apply | new`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tinhso.foundation.packs import actions, rendering, skeleton
from tinhso.foundation.packs.planning import Plan
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import Refusal


class Command(BaseCommand):
    requires_system_checks = []
    """A damaged page of the house must not keep its rules from being applied."""
    help = "Kiểm tra, xem trước và áp dụng các gói quy định; tạo gói cho một tỉnh khác."

    def add_arguments(self, parser: CommandParser) -> None:
        doings = parser.add_subparsers(dest="doing", required=True)
        for name, words in (
            ("check", "đọc các tệp và kể mọi lỗi, không ghi gì"),
            ("plan", "cho xem những gì sẽ đổi, không ghi gì"),
            ("apply", "áp dụng, trọn vẹn hoặc không gì cả"),
        ):
            doing = doings.add_parser(name, help=words)
            doing.add_argument("packs", nargs="*", metavar="GÓI", default=[])
            doing.add_argument("--root", type=Path, default=settings.PACKS_ROOT, help="thư mục chứa các gói")
            doing.add_argument("--again", action="store_true", help="đọc lại cả gói không đổi")
        new = doings.add_parser("new", help="viết bộ khung gói của một tỉnh")
        new.add_argument("name", metavar="TÊN-GÓI")
        new.add_argument("--title", required=True, help="tên tỉnh, ví dụ: Tỉnh Cà Mau")
        new.add_argument("--province", required=True, help="mã tỉnh của Cục Thống kê, ví dụ: 96")
        new.add_argument("--identifier", required=True, help="mã định danh cấp 1, ví dụ: H12")
        new.add_argument("--root", type=Path, default=settings.PACKS_ROOT)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["doing"] == "new":
            self._new(options)
            return
        if options["doing"] != "check" and _is_behind():
            raise CommandError(
                "Cơ sở dữ liệu còn ở phiên bản trước: chạy tinhso migrate rồi thử lại. Chưa có gì được thay đổi."
            )
        names = options["packs"] or [settings.PROVINCE_PACK]
        demo = not settings.PRODUCTION
        again = options["again"]
        try:
            if options["doing"] == "apply":
                plans = actions.apply_packs(
                    options["root"], names, actor=SYSTEM, at=clock.now(), demo=demo, again=again
                )
            elif options["doing"] == "plan":
                plans = actions.survey(options["root"], names, demo=demo, again=again)
            else:
                plans = actions.examine(options["root"], names, demo=demo)
        except actions.Damaged as damaged:
            for fault in damaged.found:
                self.stderr.write(str(fault))
            raise CommandError(f"{damaged.detail} {damaged.next_step}") from damaged
        self._show(plans, brief=options["doing"] == "check")
        if faults := sum(len(one.faults) for one in plans):
            raise CommandError(f"{faults} lỗi; chưa có gì được thay đổi.")
        if options["doing"] == "apply":
            self.stdout.write("Đã áp dụng.")

    def _show(self, plans: list[Plan], *, brief: bool) -> None:
        for one in plans:
            if brief:
                for notice in one.pack.notices:
                    self.stdout.write(f"chú ý: {notice}")
                for fault in one.faults:
                    self.stderr.write(str(fault))
                self.stdout.write(f"{one.pack.name}: {len(one.pack.drafts)} quy định, {len(one.faults)} lỗi")
            else:
                for line in rendering.lines(one):
                    self.stdout.write(line)

    def _new(self, options: dict[str, Any]) -> None:
        try:
            written = skeleton.write(
                options["root"],
                name=options["name"],
                title=options["title"],
                province=options["province"],
                identifier=options["identifier"],
            )
        except Refusal as refusal:
            raise CommandError(refusal.detail) from refusal
        for path in written:
            self.stdout.write(str(path))
        self.stdout.write(f"Tiếp theo: sửa các tệp trên, rồi chạy tinhso packs check {options['name']}")


def _is_behind() -> bool:
    """Whether tables that rules are held against are still those of an earlier version."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
