"""Private keys: made once, kept loaded, never in the database.

A key file is the PKCS#8 form under AES-256-GCM with a key derived from the deployment's secret; its label
is the associated data, so one file cannot stand in for another. A token's key never leaves the token.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from tinhso.kernel.errors import Unavailable
from tinhso.kernel.files import write_durably

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
_NONCE = 12


def make(label: str, *, rsa_bits: int | None = None) -> PrivateKey:
    """A fresh key kept in a file under `label`: ECDSA P-256, or RSA of that many bits."""
    key: PrivateKey
    if rsa_bits is None:
        key = ec.generate_private_key(ec.SECP256R1())
    else:
        key = rsa.generate_private_key(public_exponent=65537, key_size=rsa_bits)
    keep(label, key)
    return key


def keep(label: str, key: PrivateKey) -> None:
    """Keep a key in a sealed file under `label`, synced before this returns."""
    plain = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    nonce = secrets.token_bytes(_NONCE)
    write_durably(
        _path(label), nonce + AESGCM(_wrapping(settings.SECRET_KEY)).encrypt(nonce, plain, label.encode())
    )


def load(label: str) -> PrivateKey:
    """The key kept under `label`, read once per process. Unavailable when it is gone or the secret changed."""
    return _load(_path(label), label)


@cache
def _load(path: Path, label: str) -> PrivateKey:
    try:
        sealed = path.read_bytes()
    except OSError as gone:
        raise Unavailable(
            _("Chưa đọc được khóa ký số."), next_step=_("Kiểm tra thư mục khóa ký số.")
        ) from gone
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            plain = AESGCM(_wrapping(secret)).decrypt(sealed[:_NONCE], sealed[_NONCE:], label.encode())
        except InvalidTag:
            continue
        key = serialization.load_der_private_key(plain, password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey)
        return key
    raise Unavailable(
        _("Khóa ký số không mở được bằng bí mật của hệ thống."),
        next_step=_("Đặt lại bí mật đã dùng khi tạo khóa."),
    )


def signature(key: PrivateKey, data: bytes) -> bytes:
    """Sign with SHA-256: ECDSA, or RSASSA-PSS with a salt as long as the digest."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
    return key.sign(data, ec.ECDSA(hashes.SHA256()))


@cache
def token_session() -> Any:
    """The one session of this process with the PKCS#11 token that the settings name."""
    import pkcs11

    module = getattr(settings, "SIGNING_PKCS11_MODULE", "")
    if not module:
        raise Unavailable(
            _("Chưa khai báo thiết bị ký số PKCS#11."), next_step=_("Đặt TINHSO_PKCS11_MODULE.")
        )
    try:
        token = pkcs11.lib(module).get_token(token_label=getattr(settings, "SIGNING_PKCS11_TOKEN", ""))
        return token.open(user_pin=getattr(settings, "SIGNING_PKCS11_PIN", ""), rw=False)
    except pkcs11.PKCS11Error as refused:
        raise token_silent() from refused


def close_token() -> None:
    """Give up the session after the token failed: the next signature opens another."""
    import pkcs11

    if token_session.cache_info().currsize:
        with suppress(pkcs11.PKCS11Error):
            token_session().close()
        token_session.cache_clear()


def token_silent() -> Unavailable:
    """What to tell whoever wanted a signature of the token."""
    return Unavailable(_("Thiết bị ký số không trả lời."), next_step=_("Kiểm tra thiết bị, nhãn và mã PIN."))


def _wrapping(secret: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"tinhso signing keys").derive(secret.encode())


def _path(label: str) -> Path:
    root = Path(settings.SIGNING_ROOT) / "keys"
    if not label.replace("-", "").isalnum():
        raise ValueError(f"not a key label: {label!r}")
    return root / f"{label}.key"
