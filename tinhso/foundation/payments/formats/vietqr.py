"""VietQR: the text inside a Vietnamese payment QR, read and written strictly. Pure.

EMVCo merchant-presented TLV as NAPAS fixed it ("Định dạng mã VietQR", version 1.0, 09/2021): two digits of tag, two of
length 01–99, value; tag 00 first, the CRC in 63 last, the others in any order. Reading forgives what the standard
leaves open (order, lower-case CRC, `50000.`, tags kept for later); everything else raises `BadCode`. Writing gives one
form: ascending tags, ASCII only (length counts characters and the CRC bytes: only ASCII means the same to everyone).
"""

from __future__ import annotations

import re
import unicodedata
from binascii import crc_hqx
from dataclasses import dataclass, fields
from enum import StrEnum

VIETQR, VNPAY = "A000000727", "A000000775"
"""The application identifiers of the two networks."""
VND, VIETNAM = "704", "VN"
_TRANSFER, _MERCHANT = "38", "26"
_LONGEST = 99
_TAG = re.compile(r"[0-9]{4}")
_BANK = re.compile(r"[0-9]{6}")
_ACCOUNT = re.compile(r"[0-9A-Za-z]{1,19}")
_CARD = re.compile(r"[0-9]{1,19}")
_CATEGORY = re.compile(r"[0-9]{4}")
_AMOUNT = re.compile(r"(?=.{1,13}\Z)[0-9]*[1-9][0-9]*\.?")
_PERCENT = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})?")
_CRC = re.compile(r"[0-9A-Fa-f]{4}")
_LANGUAGE = re.compile(r"[A-Za-z]{2}")
_REQUEST = re.compile(r"[AME]{1,3}")
_PRINTABLE = re.compile(r"[ -~]+")


class BadCode(ValueError):  # noqa: N818 - it names what was found
    """The text is not a payment QR of this standard, or these values cannot stand in one."""


class Service(StrEnum):
    """What NAPAS does with the number: a transfer to an account or to a card."""

    ACCOUNT = "QRIBFTTA"
    CARD = "QRIBFTTC"


@dataclass(frozen=True, slots=True)
class Transfer:
    """A bank transfer (tag 38): six digits of the bank's BIN, an account or card number of at most 19 characters."""

    bank: str
    account: str
    service: Service = Service.ACCOUNT


@dataclass(frozen=True, slots=True)
class Merchant:
    """A merchant of VNPAY-QR (tag 26)."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tip:
    """Tag 55 `prompt` (01 the payer types it, 02 `fixed` đồng, 03 `percent`) and its value in 56 or 57."""

    prompt: str
    fixed: int | None = None
    percent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Additional:
    """Tag 62, each at most 25 characters; `***` asks the payer to type it."""

    bill: str = ""
    mobile: str = ""
    store: str = ""
    loyalty: str = ""
    reference: str = ""
    customer: str = ""
    terminal: str = ""
    purpose: str = ""
    request: str = ""
    """What the payer's app shall ask for: `A` address, `M` mobile, `E` e-mail."""


@dataclass(frozen=True, slots=True)
class Localised:
    """Tag 64: the merchant in another language."""

    language: str
    name: str
    city: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCode:
    """What a payment QR says. `once` is a code for one payment (`12`), else it may be used again (`11`)."""

    payee: Transfer | Merchant
    once: bool = False
    amount: int | None = None
    category: str = ""
    tip: Tip | None = None
    name: str = ""
    city: str = ""
    postcode: str = ""
    additional: Additional = Additional()
    localised: Localised | None = None
    others: tuple[tuple[str, str], ...] = ()
    """Tags of other networks and those kept for later, as they were read, in ascending order."""


_ADDITIONAL = tuple((f"{number:02}", one.name) for number, one in enumerate(fields(Additional), 1))
_NAMES = dict(_ADDITIONAL)
_NOTHING_MORE = Additional()
_SERVICES = {service.value: service for service in Service}
_OWN = frozenset(
    {"00", "01", "38", "52", "53", "54", "55", "56", "57", "58", "59", "60", "61", "62", "63", "64"}
)


def build(code: PaymentCode) -> str:
    """The text of the QR; BadCode when a value is longer or other than the standard allows."""
    found = {
        "00": "01",
        "01": "12" if code.once else "11",
        "53": VND,
        "58": VIETNAM,
        **_payee_fields(code.payee),
    }
    _put(found, "52", code.category, _CATEGORY)
    if code.amount is not None:
        _put(found, "54", str(code.amount), _AMOUNT)
    if code.tip is not None:
        _put_tip(found, code.tip)
    _put_text(found, "59", code.name, 25)
    _put_text(found, "60", code.city, 15)
    _put_text(found, "61", code.postcode, 10)
    if code.additional != _NOTHING_MORE:
        found["62"] = _written(_additional_fields(code.additional))
    if code.localised is not None:
        found["64"] = _written(_localised_fields(code.localised))
    for tag, value in code.others:
        if tag in found or not _is_other(tag):
            raise BadCode(f"tag {tag} cannot be given as another")
        _put_text(found, tag, value, _LONGEST)
    text = f"{_written(dict(sorted(found.items())))}6304"
    return f"{text}{_crc(text):04X}"


def parse(text: str) -> PaymentCode:
    """What a QR says; BadCode says what is wrong with one that is damaged, or not of this standard."""
    head, crc = text[:-4], text[-4:]
    if not head.startswith("000201") or not head.endswith("6304") or not _CRC.fullmatch(crc):
        raise BadCode("does not begin with 000201 and end with a checksum")
    if int(crc, 16) != _crc(head):
        raise BadCode("the checksum is wrong")
    found = _read(head[:-4])
    if found.get("01") not in ("11", "12"):
        raise BadCode("01 is neither 11 nor 12")
    if found.get("53") != VND or found.get("58") != VIETNAM:
        raise BadCode("not in đồng, or not of Vietnam")
    payee, own = _payee(found)
    amount = found.get("54")
    if amount is not None and not _AMOUNT.fullmatch(amount):
        raise BadCode(f"54 is not an amount in đồng: {amount}")
    return PaymentCode(
        payee=payee,
        once=found["01"] == "12",
        amount=None if amount is None else int(amount.rstrip(".")),
        category=_matching(found, "52", _CATEGORY),
        tip=_tip(found) if "55" in found or "56" in found or "57" in found else None,
        name=_short(found, "59", 25),
        city=_short(found, "60", 15),
        postcode=_short(found, "61", 10),
        additional=_additional(found["62"]) if "62" in found else _NOTHING_MORE,
        localised=_localised(found["64"]) if "64" in found else None,
        others=tuple(sorted((tag, value) for tag, value in found.items() if tag not in _OWN and tag != own)),
    )


def unaccented(text: str, *, most: int = 25) -> str:
    """Text as a QR may carry it: no accents, `đ` as `d`, printable ASCII, at most `most` characters."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    ascii_only = "".join(letter for letter in bare if " " <= letter <= "~")
    return " ".join(ascii_only.split())[:most].strip()


def _crc(text: str) -> int:
    """CRC-16 of ISO/IEC 13239 with 0xFFFF to begin, neither reflected nor inverted."""
    return crc_hqx(text.encode(), 0xFFFF)


def _written(found: dict[str, str]) -> str:
    text = "".join([f"{tag}{len(value):02}{value}" for tag, value in found.items()])
    if any(len(value) > _LONGEST for value in found.values()):
        raise BadCode("a field is longer than 99 characters")
    return text


def _read(text: str) -> dict[str, str]:
    """Tag to value, the whole text used up to its last character."""
    found: dict[str, str] = {}
    at, end = 0, len(text)
    while at < end:
        head = text[at : at + 4]
        if not _TAG.fullmatch(head):
            raise BadCode(f"no tag and length at {at}: {head!r}")
        tag, size = head[:2], int(head[2:])
        value = text[at + 4 : at + 4 + size]
        if not size or len(value) != size:
            raise BadCode(f"{tag} is empty or shorter than its length says")
        if tag in found:
            raise BadCode(f"{tag} stands twice")
        found[tag] = value
        at += 4 + size
    return found


def _payee_fields(payee: Transfer | Merchant) -> dict[str, str]:
    if isinstance(payee, Merchant):
        _check(payee.id, _ACCOUNT, "the merchant")
        return {_MERCHANT: _written({"00": VNPAY, "01": payee.id})}
    _check(payee.bank, _BANK, "the bank")
    _check(payee.account, _CARD if payee.service is Service.CARD else _ACCOUNT, "the account")
    where = _written({"00": payee.bank, "01": payee.account})
    return {_TRANSFER: _written({"00": VIETQR, "01": where, "02": payee.service})}


def _payee(found: dict[str, str]) -> tuple[Transfer | Merchant, str]:
    """Whom to pay, and the tag that said so."""
    if _TRANSFER in found:
        outer = _only(_read(found[_TRANSFER]), ("00", "01", "02"), VIETQR)
        inner = _only(_read(outer["01"]), ("00", "01"))
        service = _SERVICES.get(outer["02"])
        if service is None:
            raise BadCode(f"no such service: {outer['02']}")
        _check(inner["00"], _BANK, "the bank")
        _check(inner["01"], _CARD if service is Service.CARD else _ACCOUNT, "the account")
        return Transfer(inner["00"], inner["01"], service), _TRANSFER
    if _MERCHANT in found:
        outer = _only(_read(found[_MERCHANT]), ("00", "01"), VNPAY)
        _check(outer["01"], _ACCOUNT, "the merchant")
        return Merchant(outer["01"]), _MERCHANT
    raise BadCode("nobody to pay: neither 38 nor 26")


def _only(found: dict[str, str], tags: tuple[str, ...], network: str = "") -> dict[str, str]:
    """The same, when it holds exactly these tags: one nested too deep or too shallow would pay somebody else."""
    if tuple(sorted(found)) != tags:
        raise BadCode(f"expected {', '.join(tags)} inside, found {', '.join(found)}")
    if network and found["00"] != network:
        raise BadCode(f"not of the network {network}")
    return found


def _put_tip(found: dict[str, str], tip: Tip) -> None:
    given = {"01": (False, False), "02": (True, False), "03": (False, True)}.get(tip.prompt)
    if given != (tip.fixed is not None, bool(tip.percent)):
        raise BadCode("the tip says one thing and gives another")
    found["55"] = tip.prompt
    if tip.fixed is not None:
        _put(found, "56", str(tip.fixed), _AMOUNT)
    _put(found, "57", tip.percent, _PERCENT)


def _tip(found: dict[str, str]) -> Tip:
    fixed = _matching(found, "56", _AMOUNT)
    tip = Tip(
        prompt=found.get("55", ""),
        fixed=int(fixed.rstrip(".")) if fixed else None,
        percent=_matching(found, "57", _PERCENT),
    )
    _put_tip({}, tip)
    return tip


def _additional_fields(more: Additional) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag, name in _ADDITIONAL:
        value = getattr(more, name)
        if tag == "09":
            _put(found, tag, value, _REQUEST)
        elif value:
            _put_text(found, tag, value, 25)
    return found


def _additional(text: str) -> Additional:
    found = _read(text)
    given = {}
    for tag, value in found.items():
        name = _NAMES.get(tag)
        if name is None:
            continue  # kept for later by the standard, or of one network: to be passed over
        if len(value) > 25 or (tag == "09" and not _REQUEST.fullmatch(value)):
            raise BadCode(f"62.{tag} is too long or not allowed")
        given[name] = value
    return Additional(**given)


def _localised_fields(other: Localised) -> dict[str, str]:
    _check(other.language, _LANGUAGE, "the language")
    found = {"00": other.language}
    _put_text(found, "01", other.name, 25)
    _put_text(found, "02", other.city, 15)
    return found


def _localised(text: str) -> Localised:
    found = _read(text)
    _check(found.get("00", ""), _LANGUAGE, "the language")
    return Localised(found["00"], _short(found, "01", 25), _short(found, "02", 15))


def _is_other(tag: str) -> bool:
    return bool(_CATEGORY.fullmatch(f"{tag}00")) and tag not in _OWN and tag >= "02"


def _put(found: dict[str, str], tag: str, value: str, shape: re.Pattern[str]) -> None:
    if value:
        _check(value, shape, tag)
        found[tag] = value


def _put_text(found: dict[str, str], tag: str, value: str, most: int) -> None:
    if value:
        if len(value) > most or not _PRINTABLE.fullmatch(value):
            raise BadCode(f"{tag} holds at most {most} characters of ASCII")
        found[tag] = value


def _matching(found: dict[str, str], tag: str, shape: re.Pattern[str]) -> str:
    value = found.get(tag, "")
    if value:
        _check(value, shape, tag)
    return value


def _short(found: dict[str, str], tag: str, most: int) -> str:
    value = found.get(tag, "")
    if len(value) > most:
        raise BadCode(f"{tag} is longer than {most} characters")
    return value


def _check(value: str, shape: re.Pattern[str], what: str) -> None:
    if not shape.fullmatch(value):
        raise BadCode(f"not allowed for {what}: {value!r}")
