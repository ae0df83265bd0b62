"""The roles a post can carry, and the other parties the policy knows."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tinhso.kernel.actors import ActorKind


class Role(models.TextChoices):
    CLERK = "clerk", _("Công chức một cửa")
    OFFICER = "officer", _("Chuyên viên")
    HEAD = "head", _("Trưởng phòng")
    LEADER = "leader", _("Lãnh đạo ký")
    RECORDS = "records", _("Văn thư")
    ADMIN = "admin", _("Quản trị tỉnh")
    AUDITOR = "auditor", pgettext_lazy("role", "Kiểm tra")


CITIZEN = ActorKind.CITIZEN.value
ANONYMOUS = ActorKind.ANONYMOUS.value
MACHINE = ActorKind.MACHINE.value
"""Keys of grants for parties that hold no post."""
