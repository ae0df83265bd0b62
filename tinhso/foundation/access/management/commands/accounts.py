"""`tinhso accounts first-admin`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tinhso.foundation.access import actions, passwords
from tinhso.foundation.units.models import AgencyKind
from tinhso.foundation.units.queries import agencies
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import Refusal


class Command(BaseCommand):
    help = "Mở tài khoản quản trị đầu tiên của tỉnh."

    def add_arguments(self, parser: CommandParser) -> None:
        doings = parser.add_subparsers(dest="doing", required=True)
        first = doings.add_parser("first-admin", help="quản trị viên đầu tiên; từ chối khi tỉnh đã có")
        first.add_argument("username", metavar="TÊN-ĐĂNG-NHẬP")
        first.add_argument("name", metavar="HỌ-TÊN")

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        offices = agencies(on=clock.today(), kind=AgencyKind.PROVINCE)
        if not offices:
            raise CommandError("Chưa có cơ quan cấp tỉnh. Chạy tinhso packs apply trước.")
        try:
            account = actions.first_administrator(
                actor=SYSTEM, at=at, username=options["username"], name=options["name"],
                agency=offices[0].agency_id,
            )  # fmt: skip
        except Refusal as refusal:
            raise CommandError(f"{refusal.detail} {refusal.next_step}".strip()) from refusal
        hours = settings.PASSWORD_RESET_TIMEOUT // 3600
        self.stdout.write(f"Đã mở tài khoản {account.username} cho {account.name}.")
        self.stdout.write(f"Mở đường dẫn này trong {hours} giờ để đặt mật khẩu và lớp xác thực thứ hai:")
        self.stdout.write(f"{settings.PUBLIC_URL}{passwords.link_for(account)}")
