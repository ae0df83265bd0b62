"""What signing does by itself: telling in time which certificates end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings

from tinhso.foundation.access.models import Account
from tinhso.foundation.notices.ports import Message, send_email
from tinhso.foundation.signing.enrolling import MAIL_JOB, warn_of_ends
from tinhso.foundation.signing.models import Certificate
from tinhso.kernel import clock
from tinhso.kernel.deliveries import every, job

if TYPE_CHECKING:
    from tinhso.kernel.deliveries.models import Delivery

_SUBJECT = "Chứng thư số sắp hết hạn"
_TEXT = """\
Chứng thư số của {name} do {issuer} cấp hết hạn ngày {day:%d/%m/%Y}.
Sau ngày đó không ký số được. Xin đề nghị gia hạn hoặc cấp mới trước ngày hết hạn.
Xem tại: {url}/can-bo/chu-ky-so/
"""


@every("1d", key="signing.ends_soon")
def tell_of_ends(delivery: Delivery) -> None:
    """Into the ledger, and by mail to those it concerns."""
    warn_of_ends(at=clock.now())


@job(MAIL_JOB, outside=True, lease="3m")
def mail_of_end(payload: dict[str, Any], delivery: Delivery) -> None:
    """One letter to one official about one certificate."""
    account = Account.objects.filter(id=UUID(payload["account"]), is_active=True).exclude(email="").first()
    found = Certificate.objects.select_related("issuer").filter(pk=UUID(payload["certificate"])).first()
    if account is None or found is None or found.revoked_at is not None:
        return
    said = {
        "name": found.name, "issuer": found.issuer.name, "day": clock.local(found.not_after), "url": settings.PUBLIC_URL
    }  # fmt: skip
    text = _TEXT.format(**said)
    send_email(Message(id=delivery.id, to=account.email, subject=_SUBJECT, text=text, at=clock.now()))
