"""`tinhso signing enrol | revocations | list | retire`."""

from __future__ import annotations

from getpass import getpass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tinhso.foundation.access.models import Account
from tinhso.foundation.signing import enrolling
from tinhso.foundation.signing.models import Certificate
from tinhso.foundation.signing.rules import Scope
from tinhso.foundation.units.queries import agency_by_key
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import Refusal
from tinhso.kernel.refs import Ref


class Command(BaseCommand):
    help = "Khai báo chứng thư số của người ký và cơ quan, xem và ngừng dùng."

    def add_arguments(self, parser: CommandParser) -> None:
        doings = parser.add_subparsers(dest="doing", required=True)
        enrol = doings.add_parser("enrol", help="khai báo một chứng thư số do tổ chức có thẩm quyền cấp")
        whose = enrol.add_mutually_exclusive_group(required=True)
        whose.add_argument("--account", metavar="TÊN", help="người ký: tên đăng nhập")
        whose.add_argument("--agency", metavar="MÃ", help="cơ quan đóng dấu: mã trong gói quy định")
        whose.add_argument("--timestamp", action="store_true", help="dịch vụ cấp dấu thời gian")
        enrol.add_argument("--for", dest="for_agency", metavar="MÃ", help="cơ quan mà người ký đại diện")
        key = enrol.add_mutually_exclusive_group(required=True)
        key.add_argument("--pkcs12", type=Path, metavar="TỆP", help="tệp .p12 hoặc .pfx")
        key.add_argument("--token-key", metavar="NHÃN", help="nhãn của khóa trên thiết bị PKCS#11")
        key.add_argument("--remote-key", metavar="NHÃN", help="tên của khóa ở dịch vụ ký số từ xa")
        enrol.add_argument(
            "--password-file", type=Path, metavar="TỆP", help="mật khẩu của tệp .p12; không có thì hỏi"
        )
        enrol.add_argument("--chain", type=Path, metavar="TỆP", help="PEM: các chứng thư số phía trên")
        enrol.add_argument(
            "--trust-root", default="", metavar="SHA256", help="dấu vân tay của gốc mới được tin cậy"
        )
        enrol.add_argument(
            "--public", action="store_true", help="gốc mới thuộc danh sách chữ ký số công cộng"
        )
        lists = doings.add_parser("revocations", help="nhận danh sách thu hồi mới của tổ chức cấp")
        lists.add_argument("file", type=Path, metavar="TỆP")
        doings.add_parser("list", help="các chứng thư số và thời hạn")
        retire = doings.add_parser("retire", help="ngừng dùng một chứng thư số")
        retire.add_argument("certificate", type=UUID)
        retire.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['doing']}")(options)
        except Refusal as refused:
            faults = "".join(f"\n  {fault.reason}" for fault in getattr(refused, "faults", ()))
            raise CommandError(f"{refused.detail}{faults}") from refused

    def _enrol(self, options: dict[str, Any]) -> None:
        chain = options["chain"].read_bytes() if options["chain"] else b""
        if options["pkcs12"]:
            file = options["password_file"]
            password = file.read_text().rstrip("\r\n") if file else getpass("Mật khẩu của tệp PKCS#12: ")
            brought = enrolling.from_pkcs12(options["pkcs12"].read_bytes(), password.encode(), chain=chain)
        elif options["remote_key"]:
            brought = enrolling.from_remote(options["remote_key"], chain=chain)
        else:
            brought = enrolling.from_token(options["token_key"], chain=chain)
        kind, holder, agency = _whose(options)
        made = enrolling.enrol(
            brought,
            actor=SYSTEM,
            kind=kind,
            holder=holder,
            agency=agency,
            trusted_root=options["trust_root"],
            scope=Scope.PUBLIC if options["public"] else Scope.STATE,
            at=clock.now(),
        )
        self.stdout.write(f"Đã khai báo {made}, dùng đến {clock.local(made.not_after):%d/%m/%Y}.")

    def _revocations(self, options: dict[str, Any]) -> None:
        kept = enrolling.take_in_revocations(options["file"].read_bytes(), actor=SYSTEM, at=clock.now())
        self.stdout.write(
            f"Đã nhận danh sách thu hồi số {kept.number}, đến {clock.local(kept.next_update):%d/%m/%Y}."
        )

    def _list(self, options: dict[str, Any]) -> None:
        now = clock.now()
        for one in Certificate.objects.select_related("issuer").order_by("not_after"):
            state = "ngừng dùng" if one.revoked_at else f"còn {(one.not_after - now).days} ngày"
            self.stdout.write(f"{one.pk}  {one.kind:<12}  {one.name}  {one.issuer.name}  {state}")

    def _retire(self, options: dict[str, Any]) -> None:
        gone = enrolling.retire(
            actor=SYSTEM, certificate=options["certificate"], reason=options["reason"], at=clock.now()
        )
        self.stdout.write(f"Đã ngừng dùng {gone}.")


def _whose(options: dict[str, Any]) -> tuple[Certificate.Kind, Ref | None, UUID | None]:
    if options["timestamp"]:
        return Certificate.Kind.TIMESTAMP, None, None
    if options["agency"]:
        office = _agency(options["agency"])
        return Certificate.Kind.ORGANISATION, Ref("units.agency", office), office
    account = Account.objects.filter(username=options["account"], kind=Account.Kind.OFFICIAL).first()
    if account is None:
        raise CommandError(f"Không có tài khoản cán bộ {options['account']}.")
    office_key = options["for_agency"]
    return (
        Certificate.Kind.PERSON,
        Ref("access.account", account.id),
        _agency(office_key) if office_key else None,
    )


def _agency(key: str) -> UUID:
    found: UUID = agency_by_key(key, on=clock.today()).agency_id
    return found
