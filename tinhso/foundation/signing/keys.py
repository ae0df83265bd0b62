"""Private keys: made once, kept loaded, never in the database.

A key file is the PKCS#8 form under AES-256-GCM with a key derived from the deployment's secret; its label
is the associated data, so one file cannot stand in for another. A token's key never leaves the token.
"""

from __future__ import annotations

import os
import secrets
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from tinhso.kernel.errors import Unavailable

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
    _write(_path(label), nonce + AESGCM(_wrapping(settings.SECRET_KEY)).encrypt(nonce, plain, label.encode()))


def load(label: str) -> PrivateKey:
    """The key kept under `label`, read once per process. Unavailable when it is gone or the secret changed."""
    return _load(_path(label), label)


@cache
def _load(path: Path, label: str) -> PrivateKey:
    try:
        sealed = path.read_bytes()
    except OSError as gone:
        raise Unavailable("Chưa đọc được khóa ký số.", next_step="Kiểm tra thư mục khóa ký số.") from gone
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            plain = AESGCM(_wrapping(secret)).decrypt(sealed[:_NONCE], sealed[_NONCE:], label.encode())
        except InvalidTag:
            continue
        key = serialization.load_der_private_key(plain, password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey)
        return key
    raise Unavailable(
        "Khóa ký số không mở được bằng bí mật của hệ thống.",
        next_step="Đặt lại bí mật đã dùng khi tạo khóa.",
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
        raise Unavailable("Chưa khai báo thiết bị ký số PKCS#11.", next_step="Đặt TINHSO_PKCS11_MODULE.")
    try:
        token = pkcs11.lib(module).get_token(token_label=getattr(settings, "SIGNING_PKCS11_TOKEN", ""))
        return token.open(user_pin=getattr(settings, "SIGNING_PKCS11_PIN", ""), rw=False)
    except pkcs11.PKCS11Error as refused:
        raise Unavailable(
            "Thiết bị ký số không trả lời.", next_step="Kiểm tra thiết bị, nhãn và mã PIN."
        ) from refused


def _wrapping(secret: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"tinhso signing keys").derive(secret.encode())


def _path(label: str) -> Path:
    root = Path(settings.SIGNING_ROOT) / "keys"
    if not label.replace("-", "").isalnum():
        raise ValueError(f"not a key label: {label!r}")
    return root / f"{label}.key"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
