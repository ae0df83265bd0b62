"""Proving who one is: a number and a code for citizens, a name and a password as an official's first factor.

What is wrong is said the same way whether or not the account exists, and tries are counted before they are
judged. Nothing here touches a session; `sessions.begin` does, once all factors are proven.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access import rules, sms, tallies
from tinhso.foundation.access.models import Account, OneTimeCode, phone_row
from tinhso.foundation.people.rules import read_mobile
from tinhso.kernel import ledger, sealing
from tinhso.kernel.actors import ANONYMOUS, Actor, ActorKind
from tinhso.kernel.errors import Fault, Invalid, NotAllowed
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref

CODE_DIGITS = 6
NOBODY = Ref("access.account", uuid5(NAMESPACE_URL, "tinhso:access:nobody"))
"""Whom a name stands for that no account has."""


@dataclass(frozen=True)
class SentCode:
    """A code on its way. `shown` is the code itself in a demonstration, empty in production."""

    id: UUID
    shown: str


def send_code(*, phone: str, address: str, at: datetime) -> SentCode:
    """Send a fresh one-time code to a mobile number, known here or not. An earlier code still holds."""
    try:
        number = read_mobile(phone)
    except ValueError as error:
        raise Invalid(faults=[Fault("phone", str(error))]) from error
    tallies.take("code-address", address, limit=rules.TRIES_PER_ADDRESS, window=rules.TRIES_WINDOW, at=at)
    tallies.take("code-phone", number, limit=rules.CODES, window=rules.CODES_WINDOW, at=at)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    key = sealing.new_key("access.phone")
    row = OneTimeCode(id=new_id(), key=key, phone_index=phone_index(number), expires_at=at + rules.CODE_LIFE)
    row.phone_sealed = sealing.seal_text(key, number, row=f"access.code.phone:{row.id}")
    row.code_hash = _code_hash(row.id, code)
    row.save(force_insert=True)
    minutes = int(rules.CODE_LIFE.total_seconds() // 60)
    sms.send(
        to=number,
        text=f"{code} là mã đăng nhập Tỉnh Số, dùng trong {minutes} phút. Không đưa mã cho bất kỳ ai.",
        at=at,
    )
    return SentCode(id=row.id, shown="" if settings.PRODUCTION else code)


def use_code(*, sent: UUID, code: str, address: str, at: datetime) -> Account:
    """The account of the number the code was sent to, made now if the number is new here.

    Five tries in five minutes for a number, over all its codes; a right code works once.
    """
    tallies.take("try-address", address, limit=rules.TRIES_PER_ADDRESS, window=rules.TRIES_WINDOW, at=at)
    index = OneTimeCode.objects.filter(id=sent).values_list("phone_index", flat=True).first()
    if index is None:
        raise _wrong_code()
    tallies.take("try-code", index, limit=rules.TRIES, window=rules.TRIES_WINDOW, at=at)
    with transaction.atomic():
        row = OneTimeCode.objects.select_for_update().filter(id=sent, used_at=None, expires_at__gt=at).first()
        if row is None or not hmac.compare_digest(row.code_hash, _code_hash(row.id, code.strip())):
            raise _wrong_code()
        account = Account.objects.filter(phone_index=row.phone_index).first()
        if account is None:
            account = _open_account(row, at)
        # One right code ends them all, so that an older message found later opens nothing.
        OneTimeCode.objects.filter(phone_index=row.phone_index, used_at=None).update(used_at=at)
    tallies.clear("try-code", index)
    _must_be_let_in(account)
    return account


def check_official_password(*, username: str, password: str, address: str, at: datetime) -> Account:
    """The official's account when name and password are right. Only the first factor: signs nobody in."""
    name = username.strip().lower()
    tallies.take("password-address", address, limit=rules.TRIES_PER_ADDRESS, window=rules.TRIES_WINDOW, at=at)
    tallies.take("password", name, limit=rules.TRIES, window=rules.TRIES_WINDOW, at=at)
    account = Account.objects.filter(username=name, kind=Account.Kind.OFFICIAL, is_active=True).first()
    if account is None:
        # An unknown name costs one hash and one act as well, so that time tells nothing either.
        make_password(password)
        _record(NOBODY, "access.password_refused", at)
        raise _wrong_password()
    if not check_password(password, account.password):
        _record(account.ref, "access.password_refused", at)
        raise _wrong_password()
    tallies.clear("password", name)
    _must_be_let_in(account)
    return account


def _open_account(row: OneTimeCode, at: datetime) -> Account:
    """A citizen's account under a new number; it takes over the key the number was sealed with."""
    number = sealing.unseal_text(row.key, bytes(row.phone_sealed), row=f"access.code.phone:{row.id}")
    return opened(new_citizen(number=number, key=row.key, at=at), at=at)


def opened(account: Account, *, at: datetime) -> Account:
    """Keep a citizen's new account, inside the transaction of what has proven its holder."""
    account.save(force_insert=True)
    ledger.record(
        actor=Actor(ActorKind.CITIZEN, account=account.id),
        verb="access.account_opened",
        about=account.ref,
        at=at,
    )
    return account


def new_citizen(*, number: str = "", key: UUID | None = None, at: datetime) -> Account:
    """A citizen's account, under a number (`+84…`) sealed with this key or under none; not saved yet."""
    account = Account(kind=Account.Kind.CITIZEN, created_at=at)
    account.username = f"citizen-{account.id}"
    account.set_unusable_password()
    if key is not None:
        account.key, account.phone_index = key, phone_index(number)
        account.phone_sealed = sealing.seal_text(key, number, row=phone_row(account.id))
    return account


def _must_be_let_in(account: Account) -> None:
    """Told only to who has proven a factor, so that it discloses nothing to strangers."""
    if not account.is_active:
        raise NotAllowed(_("Tài khoản đang bị khóa."), next_step=_("Liên hệ bộ phận một cửa để được giúp."))
    if account.is_demo and settings.PRODUCTION:
        raise NotAllowed(_("Tài khoản trình diễn không dùng được ở đây."))


def _record(about: Ref, verb: str, at: datetime) -> None:
    with transaction.atomic():
        ledger.record(actor=ANONYMOUS, verb=verb, about=about, at=at)


def phone_index(number: str) -> str:
    """The blind index under which an account is found by its number."""
    return sealing.blind("access.phone", number)


def _code_hash(row: UUID, code: str) -> str:
    return sealing.blind("access.code", f"{row}:{code}")


def _wrong_password() -> NotAllowed:
    return NotAllowed(_("Tên đăng nhập hoặc mật khẩu chưa đúng."))


def _wrong_code() -> NotAllowed:
    return NotAllowed(
        _("Mã chưa đúng hoặc đã hết hạn."),
        next_step=_("Xem lại tin nhắn mới nhất, hoặc yêu cầu gửi mã khác."),
    )
