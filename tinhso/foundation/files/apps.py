from tinhso.kernel.systems import SystemConfig


class Files(SystemConfig):
    name = "tinhso.foundation.files"
    label = "files"
