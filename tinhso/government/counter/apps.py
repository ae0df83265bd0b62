from tinhso.kernel.systems import SystemConfig


class Counter(SystemConfig):
    name = "tinhso.government.counter"
    label = "counter"
