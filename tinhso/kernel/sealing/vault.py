"""Sealing and opening. A key is written and committed before anything is sealed with it."""

import hashlib
import hmac
import json
import os
import secrets
import time
from collections import OrderedDict
from datetime import datetime
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from tinhso.kernel import clock
from tinhso.kernel.files import write_durably
from tinhso.kernel.ids import new_id
from tinhso.kernel.statements import insert, new_row, prepared

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from tinhso.kernel.sealing.models import Key

Sealed = bytes | memoryview
"""What `seal` makes, as a table gives it back."""

_VERSION = b"\x01"
_NONCE = 12
_KEPT_SECONDS = 60.0
_KEPT_KEYS = 4096


class Destroyed(Exception):  # noqa: N818 - a state, not a malfunction
    """The key is gone: what it sealed can never be read again."""


class Broken(Exception):  # noqa: N818
    """The sealed value does not belong to this row and key, or was altered."""


class _Opened:
    """Opened keys, kept for a minute in this process."""

    def __init__(self) -> None:
        self._keys: OrderedDict[UUID, tuple[float, AESGCM]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: UUID) -> AESGCM | None:
        with self._lock:
            found = self._keys.get(key)
            if found is None or found[0] < time.monotonic():
                return None
            return found[1]

    def keep(self, key: UUID, cipher: AESGCM) -> None:
        with self._lock:
            self._keys[key] = (time.monotonic() + _KEPT_SECONDS, cipher)
            while len(self._keys) > _KEPT_KEYS:
                self._keys.popitem(last=False)

    def forget(self, key: UUID) -> None:
        with self._lock:
            self._keys.pop(key, None)


_opened = _Opened()


def new_key(owner: str) -> UUID:
    """Make a data key for a person or a dossier; it is committed when this returns."""
    from tinhso.kernel.sealing.models import Key

    key, data_key = new_id(), secrets.token_bytes(32)
    name, wrapper = next(iter(_wrappers().items()))
    nonce = os.urandom(_NONCE)
    insert(
        new_row(
            Key,
            id=key,
            owner=owner,
            wrapped=nonce + wrapper.encrypt(nonce, data_key, key.bytes),
            wrapped_by=name,
            created_at=clock.now(),
        )
    )
    _opened.keep(key, AESGCM(data_key))
    return key


def destroy(key: UUID) -> None:
    """Erase by forgetting: nothing sealed with this key opens again. Doing it twice changes nothing."""
    from tinhso.kernel.sealing.models import Key

    Key.objects.filter(id=key, destroyed_at=None).update(wrapped=None, destroyed_at=clock.now())
    _opened.forget(key)


def destroyed(owners: str, *, since: datetime) -> list[str]:
    """Owners, beginning so, whose keys were destroyed from that moment on."""
    from tinhso.kernel.sealing.models import Key

    gone = Key.objects.filter(destroyed_at__gte=since, owner__startswith=owners)
    return list(gone.order_by("owner").values_list("owner", flat=True).distinct())


def seal(key: UUID, plain: bytes, *, row: str) -> bytes:
    """Seal bytes for one row; `row` names table, column and key, e.g. `people.person.phone:0198…`."""
    nonce = os.urandom(_NONCE)
    return _VERSION + nonce + _cipher(key).encrypt(nonce, plain, row.encode())


def unseal(key: UUID, sealed: Sealed, *, row: str) -> bytes:
    """Open what `seal` made; Destroyed when the key is gone, Broken when the value is not this row's."""
    token = bytes(sealed)
    if token[:1] != _VERSION:
        raise Broken(row)
    try:
        return _cipher(key).decrypt(token[1 : 1 + _NONCE], token[1 + _NONCE :], row.encode())
    except InvalidTag as error:
        raise Broken(row) from error


def seal_text(key: UUID, plain: str, *, row: str) -> bytes:
    return seal(key, plain.encode(), row=row)


def unseal_text(key: UUID, sealed: Sealed, *, row: str) -> str:
    return unseal(key, sealed, row=row).decode()


def seal_json(key: UUID, plain: Any, *, row: str) -> bytes:
    return seal(key, json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode(), row=row)


def unseal_json(key: UUID, sealed: Sealed, *, row: str) -> Any:
    return json.loads(unseal(key, sealed, row=row))


def blind(purpose: str, value: str) -> str:
    """A keyed fingerprint by which a sealed value can be found exactly: 64 hex digits."""
    return hmac.new(settings.INDEX_KEY.encode(), f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def _cipher(key: UUID) -> AESGCM:
    cipher = _opened.get(key)
    if cipher is None:
        rows = _kept(key)
        if not rows or rows[0].wrapped is None:
            raise Destroyed(str(key))
        wrapped, wrapper = bytes(rows[0].wrapped), _wrappers()[rows[0].wrapped_by]
        cipher = AESGCM(wrapper.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], key.bytes))
        _opened.keep(key, cipher)
    return cipher


@prepared
def _kept(key: UUID) -> "QuerySet[Key]":
    from tinhso.kernel.sealing.models import Key

    return Key.objects.filter(id=key)


@cache
def _wrappers() -> dict[str, AESGCM]:
    """The key-encryption keys by name, the present one first: lines `name hex` of `KEK_FILE`."""
    if not settings.KEK_FILE.exists():
        if settings.PRODUCTION:
            raise RuntimeError(f"production needs a key-encryption key in {settings.KEK_FILE}")
        write_durably(settings.KEK_FILE, f"k1 {secrets.token_hex(32)}\n".encode(), replace=False)
    pairs = [line.split() for line in settings.KEK_FILE.read_text().splitlines() if line.strip()]
    return {name: AESGCM(bytes.fromhex(key)) for name, key in pairs}
