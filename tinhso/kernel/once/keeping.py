"""Recall before the effect, remember within it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from tinhso.kernel.errors import Fault, Invalid
from tinhso.kernel.statements import insert, prepared

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from tinhso.kernel.once.models import UsedKey

LONGEST = 255


@dataclass(frozen=True)
class Remembered:
    """What the first request was answered."""

    answer: dict[str, Any]


def recall(*, scope: str, key: str, request: bytes) -> Remembered | None:
    """The answer already given to this key; Invalid when the same key came with another request."""
    if not 0 < len(key) <= LONGEST:
        raise Invalid(
            _("Khóa chống gửi trùng phải có từ 1 đến 255 ký tự."),
            faults=[Fault("Idempotency-Key", _("độ dài không hợp lệ"))],
        )
    for digest, answer in _used(scope, key):
        if digest != _digest(request):
            raise Invalid(
                _("Khóa chống gửi trùng này đã dùng cho một yêu cầu khác."),
                next_step=_("Gửi lại với khóa mới nếu đây là một yêu cầu mới."),
                faults=[Fault("Idempotency-Key", _("đã dùng cho nội dung khác"))],
            )
        return Remembered(answer)
    return None


def remember(*, scope: str, key: str, request: bytes, answer: dict[str, Any], at: datetime) -> None:
    """Keep the answer; IntegrityError when the same key was faster elsewhere, which undoes this effect."""
    from tinhso.kernel.once.models import UsedKey

    insert(UsedKey(scope=scope, key=key, request=_digest(request), answer=answer, created_at=at))


@prepared
def _used(scope: str, key: str) -> "QuerySet[UsedKey, tuple[str, dict[str, Any]]]":
    from tinhso.kernel.once.models import UsedKey

    return UsedKey.objects.filter(scope=scope, key=key).values_list("request", "answer")


def _digest(request: bytes) -> str:
    return hashlib.sha256(request).hexdigest()
