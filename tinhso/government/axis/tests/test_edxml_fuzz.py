"""Messages damaged at random, the same ones each run: read, or refused as `Unreadable`, and nothing else."""

from __future__ import annotations

import os
import random
from dataclasses import replace

import pytest

from tinhso.government.axis.formats.attachments import packed
from tinhso.government.axis.formats.messages import Organ, OtherInfo, ResponseFor, StatusMessage
from tinhso.government.axis.formats.parts import Limits, Unreadable
from tinhso.government.axis.formats.receiving import receive
from tinhso.government.axis.formats.signatures import Standing
from tinhso.government.axis.formats.writing import write
from tinhso.government.axis.tests.edxml import AT, EVERY, NEW, PDF, RECALL, by, certificate, file

pytestmark = pytest.mark.once
PARTS, EACH = 10, (100_000 if os.environ.get("TINHSO_PROVE") == "1" else 20_000)
SMALL = Limits(message=1_000_000, file=100_000, files=200_000)
TOKENS = [
    b"<", b">", b"/>", b"</", b"&", b'"', b"'", b"=", b":", b";", b"\0", b"\r\n", b"\xff", b"\xc3", b"\xed\xa0\x80",
    b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?", b"?>", b"<!DOCTYPE a>", b"&#0;", b"&#x10FFFF;", b"&#xD;", b"&lt;",
    b"edXML:", b"xmlns", b' xmlns="urn:a"', b' xmlns:edXML=""', b' xml:id="a"', b' xml:lang="vi"', b' Id="a"',
    b"0", b"-1", b"9" * 40, b"1e9", b"\xd9\xa0", b"9999/12/31", b"0000/00/00", b" 24:00:00", b"true", b"cid:",
    b"<edXML:To>", b"</edXML:To>", b"<edXML:Subject/>", b"<StatusCode>01</StatusCode>", b"sha1", b"sha256",
    b"UEsDBA==", b"PK\x05\x06", b"====", b"", b" ", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"UTF-16", b"#", b"http://",
]  # fmt: skip
SIGNED = [write(message, signer=by()) for message in EVERY[:5]]
PLAIN = [
    *map(write, EVERY[:5]),
    write(NEW, packed=True),
    write(replace(NEW, attachments=(file(1, packed(PDF, "a")), file(2, packed(PDF * 40, "b"))))),
    SIGNED[0].replace(b"http://www.mic.gov.vn/TBT/QCVN_102_2016", b"http://www.e-doc.vn/Schema/"),
]
SHORT = [
    write(
        StatusMessage(
            sender=Organ(id="H61"), about=ResponseFor(organ_id="X01", document_id="1"), status="01", at=AT
        )
    ),
    write(
        replace(
            RECALL,
            receivers=NEW.receivers[:1],
            sender=Organ(id="H61"),
            other=OtherInfo(),
            response_for=(),
            to_places=(),
        )
    ),
]
"""Damage is dense in them, and most of it costs little."""
SEEDS = [*SIGNED, *PLAIN, *SHORT * 6]
SEEN = [
    # A name that only one encoding can write.
    SIGNED[0].replace(b"<SignedInfo xmlns=", b'<SignedInfo x\xef\xbb\xbflns="urn:x" xmlns=', 1),
]
"""Damage that once raised something else."""


def damaged(raw: bytes, dice: random.Random) -> bytes:
    """One to four random changes: bytes, runs, tags and tokens, some of them of another message."""
    made = bytearray(raw)
    for _ in range(dice.choice((1, 1, 1, 2, 4))):
        at = dice.randrange(len(made) + 1)
        until = min(len(made), at + dice.choice((1, 1, 4, 30, 400)))
        match dice.randrange(8):
            case 0 if at < len(made):
                made[at] ^= 1 << dice.randrange(8)
            case 1:
                del made[at:until]
            case 2:
                made[at:at] = made[at:until]
            case 3:
                made[at:at] = dice.choice(TOKENS)
            case 4:
                made[at:until] = dice.choice(TOKENS)
            case 5:
                other = dice.choice(SEEDS)
                begin = dice.randrange(len(other))
                made[at:until] = other[begin : begin + dice.choice((4, 40, 400))]
            case 6:
                _tag(made, dice)
            case _:
                made[at:until] = bytes(dice.randrange(256) for _ in range(until - at))
    return bytes(made)


def _tag(made: bytearray, dice: random.Random) -> None:
    """One element's words, or one of its tags, replaced by a token: damage that stays well-formed more often."""
    at = made.find(b">", dice.randrange(len(made) + 1))
    until = made.find(b"<", at)
    if 0 <= at < until:
        made[at + 1 : until] = dice.choice(TOKENS)


@pytest.mark.parametrize("raw", SEEN)
def test_damage_that_was_found_before(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        receive(raw, pinned=[certificate()], at=AT)


# A library says so today and refuses tomorrow; what it is told of is a certificate that nobody pinned.
@pytest.mark.filterwarnings("ignore:Parsed a serial number")
@pytest.mark.parametrize("part", range(PARTS))
def test_damaged_messages_raise_nothing_unexpected(part: int) -> None:
    dice, pinned = random.Random(part), [certificate()]
    read = 0
    for _ in range(EACH):
        number = dice.randrange(len(SEEDS))
        raw = damaged(SEEDS[number], dice)
        try:
            found = receive(raw, pinned=pinned, at=AT, limits=SMALL)
        except Unreadable as refused:
            assert refused.faults and str(refused)
            continue
        read += 1
        if found.judgement.standing is Standing.VALID:
            # Only what the signature does not stand for was changed, or the damage was none.
            assert found.message in EVERY
    assert read > EACH // 20
