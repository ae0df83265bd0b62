"""What arrives: judged first, then read from nothing but the octets that the signature stands for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from tinhso.government.axis.formats.codes import Codes
from tinhso.government.axis.formats.messages import Message
from tinhso.government.axis.formats.parts import Limits, parse, parse_canonical
from tinhso.government.axis.formats.reading import ANYTHING, LIMITS, read_root
from tinhso.government.axis.formats.signatures import Judgement, judge
from tinhso.kernel.errors import Fault


@dataclass(frozen=True)
class Received:
    """A message with what its signature is worth. It is the sender's word only when the standing is VALID."""

    message: Message
    judgement: Judgement
    warnings: tuple[Fault, ...]


def receive(
    raw: bytes,
    *,
    pinned: Collection[x509.Certificate],
    at: datetime,
    codes: Codes = ANYTHING,
    limits: Limits = LIMITS,
) -> Received:
    """A message as it came; Unreadable when it cannot be read, or carries a signature that does not hold.

    `pinned` are the certificates of the agency that handed the message over: the caller still compares the agency with
    `message.sender`.
    """
    root = parse(raw, limits)
    judgement = judge(root, pinned=pinned, at=at)
    if judgement.covered is not None:
        root = parse_canonical(judgement.covered, limits)
    found = read_root(root, codes=codes, limits=limits)
    return Received(found.message, judgement, found.warnings)
