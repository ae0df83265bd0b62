from tinhso.kernel.systems import SystemConfig


class Wallet(SystemConfig):
    name = "tinhso.government.wallet"
    label = "wallet"
