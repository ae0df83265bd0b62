"""The payment QR against printed strings, misprints, an independent reader, and everything that can be written."""

from __future__ import annotations

import io
import string
from binascii import crc_hqx

import pytest
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tinhso.foundation.payments.formats.vietqr import (
    Additional,
    BadCode,
    Localised,
    Merchant,
    PaymentCode,
    Service,
    Tip,
    Transfer,
    build,
    parse,
    unaccented,
)

ORDER = Additional(bill="NPS6869", purpose="thanh toan don hang")
PRINTED = {
    "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN63049E6F": PaymentCode(
        payee=Transfer("970403", "0011012345678")
    ),
    "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN63044F52": PaymentCode(
        payee=Transfer("970403", "9704031101234567", Service.CARD)
    ),
    "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN62340107NPS68690819"
    "thanh toan don hang63042E2E": PaymentCode(
        payee=Transfer("970403", "0011012345678"), once=True, amount=180_000, additional=ORDER
    ),
    "00020101021238600010A00000072701300006970403011697040311012345670208QRIBFTTC530370454061800005802VN62340107NPS6869"
    "0819thanh toan don hang6304A203": PaymentCode(
        payee=Transfer("970403", "9704031101234567", Service.CARD), once=True, amount=180_000, additional=ORDER
    ),
    "00020101021138540010A00000072701240006970423011000999999990208QRIBFTTA53037045802VN6304CBB4": PaymentCode(
        payee=Transfer("970423", "0099999999")
    ),
    "00020101021238570010A00000072701270006970422011300234579234420208QRIBFTTA53037045405401235802VN62160812chuyen "
    "khoan6304722F": PaymentCode(
        payee=Transfer("970422", "0023457923442"), once=True, amount=40_123,
        additional=Additional(purpose=unaccented("chuyển khoản")),
    ),
    "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F": PaymentCode(
        payee=Transfer("970416", "257678859")
    ),
    "00020101021138620010A00000072701320006970454011899MM24011M348750800208QRIBFTTA53037045802VN62190515MOMOW2W34875080"
    "80030466304EBC8": PaymentCode(
        payee=Transfer("970454", "99MM24011M34875080"), additional=Additional(reference="MOMOW2W34875080"),
        others=(("80", "046"),),
    ),
    "00020101021126280010A0000007750110010531314453037045408210900005802VN5910CELLPHONES62600312CPSHN ONLINE05170219080"
    "61613127850705ONLHN0810CellphoneS63047685": PaymentCode(
        payee=Merchant("0105313144"), amount=21_090_000, name="CELLPHONES",
        additional=Additional(
            store="CPSHN ONLINE", reference="02190806161312785", terminal="ONLHN", purpose="CellphoneS"
        ),
    ),
}  # fmt: skip
MISPRINTS = {
    "inner length 12 where 13 stand": (
        "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4E5"
    ),
    "checksum of another string": (
        "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN6304A203"
    ),
    "service nested one level too deep": (
        "00020101021138570010A00000072701390006970422011301234567890200208QRIBFTTA53037045802VN630495B6"
    ),
}
LOWER_CASE = "00020101021138540010A00000072701240006970422011099999991480208QRIBFTTA53037045802VN63047b49"


@pytest.mark.parametrize("text", PRINTED, ids=range(1, len(PRINTED) + 1))
def test_printed_codes_are_read_and_written_to_the_letter(text: str) -> None:
    assert parse(text) == PRINTED[text]
    assert build(PRINTED[text]) == text


@pytest.mark.parametrize("text", MISPRINTS.values(), ids=MISPRINTS.keys())
def test_misprints_of_the_books_are_refused(text: str) -> None:
    with pytest.raises(BadCode):
        parse(text)


def test_a_lower_case_checksum_is_read_and_written_in_upper_case() -> None:
    assert build(parse(LOWER_CASE)) == LOWER_CASE[:-4] + "7B49"


def test_what_the_standard_leaves_open_is_read() -> None:
    code = PaymentCode(payee=Transfer("970403", "0011012345678"), once=True, amount=50_000)
    turned = "0002015802VN5303704540650000.010212" + build(code)[12:73]
    assert parse(sealed(turned)) == code


@pytest.mark.parametrize(
    "wrong",
    [
        "53038405802VN",  # dollars
        "53037045802US",
        "53037045802VN54010",  # nothing to pay
        "53037045802VN540850000.00",  # đồng have no hundredths
        "53037045802VN54141234567890123 4",
        "53037045802VN5404٣٣٣٣",  # digits, but not these
        "53037045802VN5802VN",
        "53037045802VN5900",
        "53037045802VN550202",  # a fixed fee that is not given
        "53037045802VN5002",
    ],
)
def test_other_texts_are_refused(wrong: str) -> None:
    payee = "38570010A00000072701270006970403011300110123456780208QRIBFTTA"
    with pytest.raises(BadCode):
        parse(sealed(f"000201010211{payee}{wrong}"))


@pytest.mark.parametrize(
    "code",
    [
        PaymentCode(payee=Transfer("97040", "001")),
        PaymentCode(payee=Transfer("970403", "0" * 20)),
        PaymentCode(payee=Transfer("970403", "97A3", Service.CARD)),
        PaymentCode(payee=Transfer("970403", "001"), amount=0),
        PaymentCode(payee=Transfer("970403", "001"), amount=-5),
        PaymentCode(payee=Transfer("970403", "001"), amount=10**13),
        PaymentCode(payee=Transfer("970403", "001"), name="Ủy ban"),
        PaymentCode(payee=Transfer("970403", "001"), additional=Additional(purpose="x" * 26)),
        PaymentCode(
            payee=Transfer("970403", "001"),
            additional=Additional(bill="x" * 25, store="y" * 25, customer="z" * 25, purpose="t" * 25),
        ),
        PaymentCode(payee=Transfer("970403", "001"), others=(("54", "1"),)),
        PaymentCode(payee=Transfer("970403", "001"), tip=Tip(prompt="02")),
    ],
)  # fmt: skip
def test_what_no_code_may_say_is_not_written(code: PaymentCode) -> None:
    with pytest.raises(BadCode):
        build(code)


def test_accents_are_folded() -> None:
    assert unaccented("Phí  Đăng ký đất ở – TSABC") == "Phi Dang ky dat o TSABC"


def sealed(text: str) -> str:
    """The text with the checksum it should have."""
    return f"{text}6304{crc_hqx(f'{text}6304'.encode(), 0xFFFF):04X}"


_ALNUM = string.ascii_letters + string.digits
_ASCII = "".join(map(chr, range(32, 127)))


def _text(most: int, letters: str = _ASCII) -> st.SearchStrategy[str]:
    return st.text(alphabet=letters, min_size=1, max_size=most)


def _maybe(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.just("") | strategy


payees = st.one_of(
    st.builds(Transfer, _text(6, string.digits).map(lambda bank: bank.zfill(6)), _text(19, _ALNUM)),
    st.builds(
        Transfer, st.just("970436"), _text(19, string.digits), st.just(Service.CARD),
    ),
    st.builds(Merchant, _text(19, _ALNUM)),
)  # fmt: skip
codes = st.builds(
    PaymentCode,
    payee=payees,
    once=st.booleans(),
    amount=st.none() | st.integers(1, 10**13 - 1),
    category=_maybe(st.text(string.digits, min_size=4, max_size=4)),
    tip=st.none()
    | st.just(Tip(prompt="01"))
    | st.integers(1, 10**12).map(lambda fee: Tip(prompt="02", fixed=fee))
    | st.sampled_from(["5", "10.5", "00.01", "99.99"]).map(lambda rate: Tip(prompt="03", percent=rate)),
    name=_maybe(_text(25)),
    city=_maybe(_text(15)),
    postcode=_maybe(_text(10)),
    additional=st.builds(
        Additional, bill=_maybe(_text(15)), reference=_maybe(_text(15)), terminal=_maybe(_text(15)),
        purpose=_maybe(_text(25)), request=st.sampled_from(["", "A", "ME"]),
    ),
    localised=st.none() | st.builds(Localised, st.just("vi"), _text(25), _maybe(_text(15))),
    others=st.dictionaries(st.integers(65, 99).map(str), _text(40), max_size=2).map(
        lambda found: tuple(sorted(found.items()))
    ),
)  # fmt: skip


@given(codes)
def test_what_is_written_is_read_back(code: PaymentCode) -> None:
    assert parse(build(code)) == code


@given(codes, st.data())
def test_one_wrong_character_is_noticed(code: PaymentCode, data: st.DataObject) -> None:
    text = build(code)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(_ASCII))
    damaged = text[:at] + other + text[at + 1 :]
    if damaged[:-4] + damaged[-4:].upper() == text:
        return
    with pytest.raises(BadCode):
        parse(damaged)


@given(st.text(max_size=60) | codes.map(lambda code: build(code)[:-5]))
def test_any_text_is_read_or_refused(text: str) -> None:
    for one in (text, sealed(f"000201{text}")):
        try:
            parse(one)
        except BadCode:
            continue


def test_every_drawn_code_is_read_by_another_reader() -> None:
    """Drawn as the pages draw it, read by zxing-cpp, which knows nothing of this house."""
    many = [
        PaymentCode(
            payee=Transfer(bank, "1" * digits), once=True, amount=amount,
            additional=Additional(bill="TS23456789A", purpose="TS23456789A phi dang ky"),
        )
        for bank in ("970405", "970436", "970415")
        for digits in (6, 13, 19)
        for amount in (1_000, 499_999_999)
    ]  # fmt: skip
    for code in [*many, *PRINTED.values()]:
        text = build(code)
        held = io.BytesIO()
        segno.make(text, error="m", micro=False).save(held, kind="png", scale=4, border=4)
        [seen] = zxingcpp.read_barcodes(Image.open(held).convert("L"))
        assert seen.text == text
        assert parse(seen.text) == code
