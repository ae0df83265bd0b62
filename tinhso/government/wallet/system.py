"""What the wallet offers the house: a page of one's own, and what may be used again."""

from tinhso.contracts.wallet import Wallet, wallets
from tinhso.foundation.access.policy import Permission, Reach, permissions
from tinhso.foundation.access.roles import CITIZEN
from tinhso.foundation.ui.menus import MenuEntry, menu
from tinhso.government.wallet.queries import offered
from tinhso.kernel.systems import System, systems

systems.register(
    System(
        "wallet", "Ví giấy tờ", "Kết quả đã cấp và giấy tờ đã nộp của mỗi người, dùng lại được cho hồ sơ mới."
    )
)
permissions.register(Permission("wallet.use", "Dùng ví giấy tờ", {CITIZEN: Reach.OWN}))
menu.register(
    MenuEntry(
        "wallet.wallet", "portal", "Ví giấy tờ", "wallet:wallet", permission="wallet.use", order=25,
        audience="signed_in",
    )
)  # fmt: skip
wallets.register(Wallet("wallet", offered=offered))
