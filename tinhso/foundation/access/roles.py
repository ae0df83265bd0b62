"""The roles a post can carry, and the other parties the policy knows."""

from django.db import models

from tinhso.kernel.actors import ActorKind


class Role(models.TextChoices):
    CLERK = "clerk", "Công chức một cửa"
    OFFICER = "officer", "Chuyên viên"
    HEAD = "head", "Trưởng phòng"
    LEADER = "leader", "Lãnh đạo ký"
    RECORDS = "records", "Văn thư"
    ADMIN = "admin", "Quản trị tỉnh"
    AUDITOR = "auditor", "Kiểm tra"


CITIZEN = ActorKind.CITIZEN.value
ANONYMOUS = ActorKind.ANONYMOUS.value
MACHINE = ActorKind.MACHINE.value
"""Keys of grants for parties that hold no post."""
