from tinhso.kernel.systems import SystemConfig


class Search(SystemConfig):
    name = "tinhso.foundation.search"
    label = "search"
