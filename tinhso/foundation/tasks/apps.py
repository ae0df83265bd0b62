from tinhso.kernel.systems import SystemConfig


class Tasks(SystemConfig):
    name = "tinhso.foundation.tasks"
    label = "tasks"
