#!/usr/bin/env python3
"""Checks an exported ledger against a checkpoint that was kept elsewhere. Needs nothing but Python 3.11.

    verifier.py EXPORT.jsonl CHECKPOINT.txt [PUBLIC-KEY]

EXPORT holds one sealed row a line, in the order of positions: {"record": {…}, "salt": "hex"}. Exit status 0
when every row below the checkpoint is there, unaltered, in its place; 1 with each fault in words when not.
The tree is RFC 6962's, the checkpoint a C2SP signed note, its signature Ed25519 (RFC 8032).
"""

import base64
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def verify(rows: Iterable[Row], note: str, public_key: str = "") -> list[str]:
    """Every fault found, in words; empty when the export stands."""
    try:
        size, root, faults = read_note(note, public_key)
    except (ValueError, IndexError):
        return ["the checkpoint cannot be read"]
    last: dict[str, int] = {}
    stack: list[tuple[int, bytes]] = []
    position = 0
    for row in rows:
        record = row["record"]
        if record.get("position") != position:
            return [*faults, f"position {position} is missing: {record.get('position')} stands there"]
        for subject, number in record["numbers"].items():
            if number != last.get(subject, 0) + 1:
                faults.append(
                    f"position {position}: number {number} of {subject} follows {last.get(subject, 0)}"
                )
            last[subject] = number
        if position < size:
            _push(stack, leaf_hash(record, row["salt"]))
        position += 1
    if position < size:
        faults.append(f"the checkpoint covers {size} rows, only {position} are here")
    elif _fold(stack) != root:
        faults.append("the rows below the checkpoint are not those that were sealed")
    return faults


def leaf_hash(record: Row, salt: str) -> bytes:
    """The commitment to one row."""
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    return hashlib.sha256(b"\x00" + hashlib.sha256(text + bytes.fromhex(salt)).digest()).digest()


def read_note(note: str, public_key: str) -> tuple[int, bytes, list[str]]:
    """Size and root of a checkpoint, and what is wrong with its signature when a key is given."""
    text, _, signatures = note.partition("\n\n")
    origin, size, root = text.split("\n")[:3]
    if not public_key:
        return int(size), base64.b64decode(root), []
    name, _, key = public_key.split("+", 2)
    public = base64.b64decode(key)[1:]
    key_id = hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]
    for line in signatures.splitlines():
        signed = base64.b64decode(line.split(" ")[2])
        if (
            signed[:4] == key_id
            and origin == name
            and ed25519_holds(public, f"{text}\n".encode(), signed[4:])
        ):
            return int(size), base64.b64decode(root), []
    return int(size), base64.b64decode(root), ["the checkpoint is not signed by this key"]


def _push(stack: list[tuple[int, bytes]], leaf: bytes) -> None:
    height, found = 0, leaf
    while stack and stack[-1][0] == height:
        _, left = stack.pop()
        found, height = hashlib.sha256(b"\x01" + left + found).digest(), height + 1
    stack.append((height, found))


def _fold(stack: list[tuple[int, bytes]]) -> bytes:
    if not stack:
        return hashlib.sha256(b"").digest()
    found = stack[-1][1]
    for _, left in reversed(stack[:-1]):
        found = hashlib.sha256(b"\x01" + left + found).digest()
    return found


_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
Point = tuple[int, int, int, int]


def ed25519_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is this key's over this message."""
    key, nonce = _point(public), _point(signature[:32])
    scale = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or key is None or nonce is None or scale >= _L:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % _L
    base_y = 4 * pow(5, -1, _P) % _P
    base = _point(base_y.to_bytes(32, "little"))
    assert base is not None
    left, right = _times(scale, base), _plus(nonce, _times(challenge, key))
    return not (
        (left[0] * right[2] - right[0] * left[2]) % _P or (left[1] * right[2] - right[1] * left[2]) % _P
    )


def _point(text: bytes) -> Point | None:
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if len(text) != 32 or y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


def _plus(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c, d = 2 * one[3] * other[3] * _D % _P, 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(scale: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while scale:
        if scale & 1:
            found = _plus(found, point)
        point, scale = _plus(point, point), scale >> 1
    return found


def _read_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def main(arguments: list[str]) -> int:
    """The command line; the exit status."""
    if len(arguments) not in (2, 3):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    faults = verify(
        _read_rows(Path(arguments[0])), Path(arguments[1]).read_text(encoding="utf-8"), *arguments[2:]
    )
    sys.stdout.write("".join(f"{fault}\n" for fault in faults) or "the ledger stands\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
