"""Keys of rows: UUID version 7 (RFC 9562), so that keys made later sort later."""

import secrets
import time
from threading import Lock
from uuid import UUID

_TAIL_BITS = 74
_lock = Lock()
_last = 0


def new_id() -> UUID:
    """A fresh UUIDv7: 48 bits of Unix milliseconds, then 74 random bits.

    Keys one process makes within the same millisecond rise as well (RFC 9562 §6.2, method 2).
    """
    global _last
    with _lock:
        fresh = time.time_ns() // 1_000_000 << _TAIL_BITS | secrets.randbits(_TAIL_BITS)
        if fresh >> _TAIL_BITS == _last >> _TAIL_BITS:
            fresh = _last + 1 + secrets.randbits(32)
        _last = fresh
    moment, tail = fresh >> _TAIL_BITS, fresh & (1 << _TAIL_BITS) - 1
    high, low = tail >> 62, tail & (1 << 62) - 1
    return UUID(int=moment << 80 | 0x7 << 76 | high << 64 | 0x2 << 62 | low)
