"""What officials are told of a task at their work address: what happened, until when, and where to go on."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from tinhso.foundation.access.models import Account
from tinhso.foundation.tasks.models import Task
from tinhso.foundation.ui import words

SUBJECTS = {
    "given": "Ông/bà có nhiệm vụ mới",
    "soon": "Nhiệm vụ sắp đến hạn",
    "late": "Nhiệm vụ quá hạn",
    "urged": "Đôn đốc thực hiện nhiệm vụ",
    "asked": "Có đề nghị gia hạn nhiệm vụ",
    "extended": "Nhiệm vụ được gia hạn",
    "not_extended": "Đề nghị gia hạn không được đồng ý",
    "finished": "Nhiệm vụ được báo cáo hoàn thành, chờ ông/bà xác nhận",
    "accepted": "Nhiệm vụ đã hoàn thành",
    "sent_back": "Nhiệm vụ cần làm tiếp",
    "withdrawn": "Nhiệm vụ đã được thu hồi",
}


def letter_about(*, task: UUID, account: UUID, what: str) -> tuple[str, str, str] | None:
    """Address, subject and text for one official; None without an address.

    Says neither what the task is about nor who gave it: that stands behind the official's door.
    """
    found = Task.objects.filter(id=task).first()
    to = Account.objects.filter(id=account, is_active=True).values_list("email", flat=True).first()
    if found is None or not to:
        return None
    facts = {
        "subject": SUBJECTS[what],
        "due": words.moment(found.due_at) if found.due_at else "",
        "link": f"{settings.PUBLIC_URL}{reverse('tasks:task', args=[found.id])}",
    }
    return to, SUBJECTS[what], render_to_string("tasks/letter.email.txt", facts)
