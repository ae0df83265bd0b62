"""Second factors and passkeys: the ceremonies are allauth's, the limits and the ledger are ours."""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import generate_totp_secret, validate_totp_code
from allauth.mfa.utils import decrypt, encrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access import rules, tallies
from tinhso.foundation.access.models import Account
from tinhso.foundation.access.queries import actor_of_account
from tinhso.kernel import ledger, sealing
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotAllowed, NotFound, TooMany
from tinhso.kernel.text import nfc

_CODE_HOLDS = timedelta(minutes=2)
"""Longer than a TOTP code can be right, clock drift included."""


@dataclass(frozen=True)
class Passkey:
    """A passkey as its owner sees it."""

    id: int
    name: str
    added_at: datetime
    used_at: datetime | None


def has_factor(account: Account) -> bool:
    """Whether a second factor, or a passkey that is both at once, was set up."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=account, type__in=kinds).exists())


def new_secret() -> str:
    """A TOTP secret that is nobody's yet, sealed as it will be kept: it can wait in a session."""
    sealed = encrypt(generate_totp_secret())
    assert isinstance(sealed, str)
    return sealed


def open_secret(sealed: str) -> str:
    """The secret in base32, as authenticator apps take it."""
    secret = decrypt(sealed)
    assert isinstance(secret, str)
    return secret


def otpauth_url(account: Account, secret: str) -> str:
    """The address an authenticator app reads from the QR code."""
    from allauth.mfa.adapter import get_adapter

    url = get_adapter().build_totp_url(account, secret)
    assert isinstance(url, str)
    return url


def set_up_totp(*, account: Account, sealed: str, code: str, at: datetime) -> tuple[str, ...]:
    """Bind an authenticator app that shows the right code; returns recovery codes, shown this once."""
    _count_try(account, at)
    code = "".join(code.split())
    if not validate_totp_code(open_secret(sealed), code):
        raise Invalid(
            faults=[Fault("code", _("Mã chưa khớp. Xem lại giờ trên điện thoại rồi nhập mã mới nhất."))]
        )
    with transaction.atomic():
        if Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists():
            raise Conflict(_("Tài khoản đã có ứng dụng xác thực."))
        Authenticator.objects.create(
            user=account, type=Authenticator.Type.TOTP, data={"secret": sealed}, created_at=at
        )
        codes = tuple(RecoveryCodes.activate(account).generate_codes())
        _record(account, "access.factor_added", at, kind="totp")
    _use_once(account, code, at)
    tallies.clear("factor", str(account.id))
    return codes


def check_code(*, account: Account, code: str, at: datetime) -> str:
    """The kind of factor a code proves, `totp` or `recovery_codes`; NotAllowed when none. Works once."""
    _count_try(account, at)
    given = "".join(code.split())
    for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
        held = Authenticator.objects.filter(user=account, type=kind).first()
        if held is None:
            continue
        if kind == Authenticator.Type.TOTP:
            right = validate_totp_code(decrypt(held.data["secret"]), given) and _use_once(account, given, at)
        else:
            right = held.wrap().validate_code(given)
        if right:
            Authenticator.objects.filter(id=held.id).update(last_used_at=at)
            tallies.clear("factor", str(account.id))
            return str(kind)
    _record(account, "access.factor_refused", at)
    raise NotAllowed(_("Mã chưa đúng hoặc đã dùng."), next_step=_("Chờ mã kế tiếp hiện ra rồi nhập lại."))


def passkeys(*, account: Account) -> tuple[Passkey, ...]:
    """The passkeys of an account, oldest first."""
    held = Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN).order_by("id")
    return tuple(Passkey(one.id, one.wrap().name, one.created_at, one.last_used_at) for one in held)


def begin_passkey(account: Account) -> dict[str, Any]:
    """What the browser needs to make a passkey; the challenge waits in the session."""
    return dict(webauthn.begin_registration(account, passwordless=True))


def add_passkey(*, account: Account, name: str, credential: dict[str, Any], at: datetime) -> None:
    """Keep a passkey the browser just made. It must have verified its holder (PIN, finger, face)."""
    try:
        webauthn.parse_registration_response(credential)
        made = webauthn.complete_registration(credential)
    except (ValidationError, KeyError, ValueError) as error:
        raise Invalid(faults=[Fault("credential", _("Thiết bị chưa tạo được khóa truy cập."))]) from error
    if not made.is_user_verified():
        raise Invalid(
            faults=[Fault("credential", _("Khóa truy cập phải hỏi vân tay, khuôn mặt hoặc mã PIN."))]
        )
    with transaction.atomic():
        webauthn.WebAuthn.add(account, nfc(name) or "Khóa truy cập", credential)
        _record(account, "access.factor_added", at, kind="webauthn")


def begin_passkey_sign_in() -> dict[str, Any]:
    """What the browser needs to show whichever passkey it holds for this site."""
    return dict(webauthn.begin_authentication(user=None))


def check_passkey(*, credential: dict[str, Any], kind: str, address: str, at: datetime) -> Account:
    """The account of this kind whose passkey signed the challenge and verified its holder: two factors."""
    tallies.take("passkey-address", address, limit=rules.TRIES_PER_ADDRESS, window=rules.TRIES_WINDOW, at=at)
    refused = NotAllowed(
        _("Khóa truy cập này chưa dùng được ở đây."), next_step=_("Đăng nhập bằng cách khác.")
    )
    try:
        webauthn.parse_authentication_response(credential)
        account = Account.objects.filter(id=UUID(_handle(credential)), kind=kind, is_active=True).first()
        if account is None:
            raise refused
        held = webauthn.complete_authentication(account, credential)
    except (ValidationError, KeyError, ValueError, TypeError) as error:
        raise refused from error
    Authenticator.objects.filter(id=held.id).update(last_used_at=at)
    return account


def remove_passkey(*, account: Account, passkey: int, at: datetime) -> None:
    """Forget a passkey; the last factor of an official stays, since no official signs in without one."""
    with transaction.atomic():
        Account.objects.select_for_update().get(id=account.id)
        held = Authenticator.objects.filter(
            user=account, id=passkey, type=Authenticator.Type.WEBAUTHN
        ).first()
        if held is None:
            raise NotFound(_("Không có khóa truy cập này."))
        others = Authenticator.objects.filter(user=account).exclude(id=held.id)
        others = others.exclude(type=Authenticator.Type.RECOVERY_CODES)
        if account.kind == Account.Kind.OFFICIAL and not others.exists():
            raise Conflict(_("Đây là cách xác thực cuối cùng; thêm cách khác trước khi xóa."))
        held.delete()
        _record(account, "access.factor_removed", at, kind="webauthn")


def reset(*, account: Account) -> None:
    """Take all factors away and destroy their keys: the next sign-in sets them up anew."""
    for held in Authenticator.objects.filter(user=account):
        for secret in (held.data.get("secret"), held.data.get("seed")):
            if secret:
                sealing.destroy(UUID(secret.partition(".")[0]))
        held.delete()


def _handle(credential: dict[str, Any]) -> str:
    """The account id the passkey carries, as `FactorAdapter` wrote it."""
    handle = str(credential["response"]["userHandle"])
    return base64.urlsafe_b64decode(handle + "=" * (-len(handle) % 4)).decode()


def _count_try(account: Account, at: datetime) -> None:
    tallies.take("factor", str(account.id), limit=rules.TRIES, window=rules.TRIES_WINDOW, at=at)


def _use_once(account: Account, code: str, at: datetime) -> bool:
    """Whether this TOTP code is used for the first time."""
    try:
        tallies.take("totp-used", f"{account.id}:{code}", limit=1, window=_CODE_HOLDS, at=at)
    except TooMany:
        return False
    return True


def _record(account: Account, verb: str, at: datetime, **data: str) -> None:
    with transaction.atomic():
        ledger.record(actor=actor_of_account(account, at=at), verb=verb, about=account.ref, at=at, data=data)
