"""The first password of an official's account: chosen by its holder through a link that works once."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.tokens import default_token_generator as tokens
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.foundation.access.models import Account
from tinhso.kernel import ledger
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.errors import Fault, Invalid, NotFound

SHORTEST = 12


def must_be_long(password: str) -> None:
    """Invalid for a password that can be guessed by trying."""
    if len(password) < SHORTEST:
        raise Invalid(
            faults=[Fault("password", _("Mật khẩu có ít nhất %(letters)s ký tự.") % {"letters": SHORTEST})]
        )


def link_for(account: Account) -> str:
    """The path at which the holder chooses a password: it holds `PASSWORD_RESET_TIMEOUT` seconds, and once."""
    return reverse("official_first_password", args=[account.id, tokens.make_token(account)])


def holder_of(*, account: UUID, token: str) -> Account:
    """Whose link it is; NotFound for a link that was used, is too old, or was never made."""
    found = Account.objects.filter(id=account, kind=Account.Kind.OFFICIAL, is_active=True).first()
    if found is None or found.has_usable_password() or not tokens.check_token(found, token):
        raise NotFound(
            _("Đường dẫn này đã dùng hoặc đã hết hạn."),
            next_step=_("Đề nghị quản trị tỉnh gửi đường dẫn mới."),
        )
    return found


def choose(*, account: UUID, token: str, password: str, at: datetime) -> Account:
    """Set the first password; the link is spent. Signs nobody in: a second factor comes next."""
    must_be_long(password)
    with transaction.atomic():
        Account.objects.select_for_update().filter(id=account).first()
        found = holder_of(account=account, token=token)
        found.set_password(password)
        found.save(update_fields=["password"])
        ledger.record(
            actor=Actor(ActorKind.OFFICIAL, account=found.id, name=found.name),
            verb="access.password_chosen",
            about=found.ref,
            at=at,
        )
    return found
