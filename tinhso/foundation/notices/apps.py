from tinhso.kernel.systems import SystemConfig


class Notices(SystemConfig):
    name = "tinhso.foundation.notices"
    label = "notices"
