"""What payments offer the house: kinds of rules, permissions, menu entries, kinds of things."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tinhso.foundation.access.policy import Permission, Reach, permissions
from tinhso.foundation.access.roles import CITIZEN, Role
from tinhso.foundation.packs.registry import Draft, Fault, Known, PackKind, pack_kinds
from tinhso.foundation.payments.models import INTENT, PayeeAccount, PaymentGateway, StatementLayout
from tinhso.foundation.payments.queries.intents import describe_intents
from tinhso.foundation.payments.shapes import GatewayBody, PayeeAccountRow, StatementLayoutBody
from tinhso.foundation.ui.menus import MenuEntry, menu
from tinhso.foundation.units.models import Agency
from tinhso.kernel.refs import RefKind, ref_kinds
from tinhso.kernel.systems import System, systems

systems.register(
    System(
        "payments",
        "Thanh toán",
        "Khoản phải thu, tiền vào từ mọi nguồn, hoàn trả và đối soát ba bên, đúng đến từng đồng.",
    )
)


def _account(row: PayeeAccountRow) -> dict[str, Any]:
    return {
        "agency_key": row.agency, "bank": row.bank, "bank_name": row.bank_name, "account": row.account,
        "holder": row.holder, "layout": row.layout,
    }  # fmt: skip


def _agencies_exist(drafts: Sequence[Draft], known: Known) -> Iterable[Fault]:
    keys = known.codes("agency")
    return [
        draft.fault(f"{draft.code}: không có cơ quan {draft.body.agency}", "agency")
        for draft in drafts
        if draft.body.agency not in keys
    ]


def _point_at_agencies(accounts: Sequence[PayeeAccount]) -> None:
    """The agency of each key; one whose own row comes later in the same pack is made here."""
    for account in accounts:
        account.agency = Agency.objects.get_or_create(key=account.agency_key)[0]


pack_kinds.register(
    PackKind(
        "payee_account",
        "Tài khoản nhận tiền",
        model=PayeeAccount,
        shape=PayeeAccountRow,
        fields=_account,
        check=_agencies_exist,
        prepare=_point_at_agencies,
    )
)
pack_kinds.register(
    PackKind("statement_layout", "Mẫu sao kê", model=StatementLayout, shape=StatementLayoutBody)
)
pack_kinds.register(PackKind("payment_gateway", "Cổng thanh toán", model=PaymentGateway, shape=GatewayBody))

_OWN, _ALL = Reach.AGENCY, Reach.PROVINCE
_CLERK, _RECORDS, _HEAD, _LEADER = Role.CLERK.value, Role.RECORDS.value, Role.HEAD.value, Role.LEADER.value
_ADMIN, _AUDITOR = Role.ADMIN.value, Role.AUDITOR.value
_BOOKS = {_RECORDS: _OWN, _ADMIN: _ALL}
_SEE = {**_BOOKS, _CLERK: _OWN, _HEAD: _OWN, _LEADER: _OWN, _AUDITOR: _ALL}
for permission in (
    Permission("payments.pay", "Xem và nộp khoản phải nộp của mình", {CITIZEN: Reach.OWN}),
    Permission("payments.see", "Xem thu, hoàn trả và đối soát", _SEE),
    Permission("payments.take", "Ghi nhận tiền nộp tại quầy", {_CLERK: _OWN, _RECORDS: _OWN}),
    Permission("payments.match", "Khớp khoản thu", _BOOKS),
    Permission("payments.import", "Nhập sao kê ngân hàng", _BOOKS),
    Permission("payments.request_refund", "Lập yêu cầu hoàn trả", {**_BOOKS, _CLERK: _OWN}),
    Permission("payments.decide_refund", "Duyệt hoàn trả", {_HEAD: _OWN, _LEADER: _OWN, _ADMIN: _ALL}),
    Permission("payments.pay_out", "Ghi nhận chi hoàn trả", _BOOKS),
):
    permissions.register(permission)

menu.register(
    MenuEntry(
        "payments.receipts", "desk", "Thu phí", "payments:receipts", permission="payments.see", order=60,
        icon="banknote",
    )
)  # fmt: skip
ref_kinds.register(RefKind(kind=INTENT, title="Khoản phải thu", resolve=describe_intents))
