from tinhso.kernel.systems import SystemConfig


class Ledger(SystemConfig):
    name = "tinhso.kernel.ledger"
    label = "ledger"
