"""Checkpoints as signed notes (C2SP signed-note and tlog-checkpoint): readable by tools nobody here wrote."""

import base64
import hashlib
from functools import cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from tinhso.kernel.files import write_durably

_ED25519 = b"\x01"


def origin() -> str:
    """The name of this log: the host it is published under."""
    return f"{urlsplit(settings.PUBLIC_URL).netloc}/so-nhat-ky"


def sign(*, size: int, root: bytes) -> str:
    """The note for one size of the tree."""
    text = f"{origin()}\n{size}\n{base64.b64encode(root).decode()}\n"
    signature = _key().sign(text.encode())
    return f"{text}\n— {origin()} {base64.b64encode(_key_id() + signature).decode()}\n"


def public_key() -> str:
    """The verifier key: `name+hash+base64(type, key)`."""
    key = base64.b64encode(_ED25519 + _public_bytes()).decode()
    return f"{origin()}+{_key_id().hex()}+{key}"


def _key_id() -> bytes:
    return hashlib.sha256(origin().encode() + b"\n" + _ED25519 + _public_bytes()).digest()[:4]


def _public_bytes() -> bytes:
    return _key().public_key().public_bytes_raw()


@cache
def _key() -> Ed25519PrivateKey:
    path = settings.LEDGER_KEY_FILE
    if not path.exists():
        if settings.PRODUCTION:
            raise RuntimeError(f"production needs the ledger's key in {path}")
        made = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        write_durably(path, made, replace=False)
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey)
    return key
