"""Money is a whole number of đồng. No fractions exist, so no decimals do."""

import re

_GROUPED = re.compile(r"\d{1,3}([.,\s\u00a0])\d{3}(?:\1\d{3})*")
_UNITS = re.compile(r"(?:đồng|đ|vnđ|vnd|₫)\.?$", re.IGNORECASE)
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", "nghìn", "triệu", "tỷ")


def format_dong(amount: int) -> str:
    """`150000` as `150.000 đồng`."""
    return f"{amount:,}".replace(",", ".") + " đồng"


def parse_dong(text: str) -> int:
    """Read `70000`, `70.000`, `105,000,000` or `8 000 đồng`; raise ValueError on anything else."""
    bare = _UNITS.sub("", text.strip()).strip()
    if bare.isascii() and bare.isdigit():
        return int(bare)
    if _GROUPED.fullmatch(bare):
        return int(re.sub(r"\D", "", bare))
    raise ValueError(f"không đọc được số tiền: {text!r}")


def in_words(amount: int) -> str:
    """The amount as it is written out on a receipt: `150000` is `một trăm năm mươi nghìn đồng`.

    Promised for 0 ≤ amount < 10^18; ValueError outside.
    """
    return f"{number_in_words(amount)} đồng"


def number_in_words(number: int) -> str:
    """A whole number in Vietnamese words, 0 ≤ number < 10^18."""
    if not 0 <= number < 10**18:
        raise ValueError("chỉ đọc được số từ 0 đến dưới 10^18")
    if number == 0:
        return _DIGITS[0]
    billions, rest = divmod(number, 10**9)
    if billions:
        head = f"{number_in_words(billions)} tỷ"
        return f"{head} {_below_billion(rest, spoken_after=True)}" if rest else head
    return _below_billion(rest, spoken_after=False)


def _below_billion(number: int, *, spoken_after: bool) -> str:
    words: list[str] = []
    for scale in (2, 1, 0):
        group = number // 1000**scale % 1000
        if group:
            words.append(_group(group, full=spoken_after or bool(words)))
            if scale:
                words.append(_SCALES[scale])
    return " ".join(words)


def _group(number: int, *, full: bool) -> str:
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words: list[str] = []
    if hundreds or full:
        words.append(f"{_DIGITS[hundreds]} trăm")
    if tens > 1:
        words.append(f"{_DIGITS[tens]} mươi")
    elif tens == 1:
        words.append("mười")
    elif ones and words:
        words.append("lẻ")
    if ones == 1 and tens > 1:
        words.append("mốt")
    elif ones == 5 and tens:
        words.append("lăm")
    elif ones:
        words.append(_DIGITS[ones])
    return " ".join(words)
