from tinhso.kernel.systems import SystemConfig


class Workflow(SystemConfig):
    name = "tinhso.foundation.workflow"
    label = "workflow"
