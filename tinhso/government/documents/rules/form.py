"""The form of a document, looked over before it goes to be signed: what must be mended, and what should be looked at.

Each finding names where the decree says so: an article, or the component of annex I it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tinhso.government.documents.rules import Authority, Text, faults_of, own_places
from tinhso.government.documents.rules.body import Annex, Block, Body
from tinhso.kernel.text import fold

_ABSTRACT, _SYMBOL, _BODY, _SIGNER, _PLACES, _ADDRESSED = (
    f"Phụ lục I, {one}" for one in ("ô 5", "ô 3", "ô 6", "ô 7", "ô 9b", "ô 9a")
)
_SIGNING, _ANNEXES = "Điều 13", "Phụ lục I, phụ lục văn bản"
_SEAL, _MARK, _CONTACT = "Phụ lục I, ô 8", "Phụ lục I, ô 12", "Phụ lục I, ô 13"
_WHERE = {
    "subject": _ABSTRACT, "body": _BODY, "addressed_to": _ADDRESSED, "places": _PLACES, "unit": _SYMBOL,
    "superior": _SIGNING, "mark": _MARK,
}  # fmt: skip
_ABSTRACT_LONG = 250
_TITLED = re.compile(r"(GS|PGS|TS|ThS|BS|KS|CN)\b\.?", re.IGNORECASE)
_COLLECTIVE = ("uy ban nhan dan", "hoi dong", "doan ", "ban chi dao")
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMAN = re.compile(r"[IVXLC]+")


@dataclass(frozen=True)
class Finding:
    """One thing that is not as the decree has it. A fault holds the document back, a warning does not."""

    is_fault: bool
    field: str
    words: str
    where: str


@dataclass(frozen=True)
class Form:
    """What a document is looked over with."""

    text: Text
    body: Body
    letter: bool
    decides: bool
    """Its layout has a line like `QUYẾT ĐỊNH:`."""
    articles: bool
    agency: str
    signer: str
    signer_title: str
    delivered: int
    """To how many places the house delivers it."""
    contact: Sequence[str] = ()
    """The lines of the agency's address that would stand on it."""
    loose: Sequence[str] = ()
    """Names of the files beside it that can not be signed: no PDF."""


def look_over(form: Form) -> list[Finding]:
    """Everything found, faults first."""
    faults = [
        *(
            Finding(True, one.field, one.reason, _WHERE.get(one.field, ""))
            for one in faults_of(form.text, letter=form.letter)
        ),
        *(
            Finding(
                True, "body", _("Dòng %(line)s: %(words)s") % {"line": one.line, "words": one.words}, _BODY
            )
            for one in form.body.wrong
        ),
    ]
    warnings = [
        *_abstract(form), *_authority(form), *_grounds(form), *_structure(form), *_annexes(form), *_ways(form),
    ]  # fmt: skip
    return faults + warnings


def _warn(field: str, words: str, where: str) -> Finding:
    return Finding(False, field, words, where)


def _abstract(form: Form) -> Iterator[Finding]:
    subject = form.text.subject
    if form.letter and re.match(r"(v/v|về việc)\b", subject, re.IGNORECASE):
        yield _warn(
            "subject", _("Trích yếu công văn tự có “V/v” khi in; xin bỏ “V/v”, “Về việc” ở đầu."), _ABSTRACT
        )
    if subject.endswith((".", ";")):
        yield _warn("subject", _("Trích yếu không kết thúc bằng dấu chấm."), _ABSTRACT)
    if len(subject) > 1 and subject.isupper():
        yield _warn("subject", _("Trích yếu viết chữ thường, không viết hoa cả dòng."), _ABSTRACT)
    if len(subject) > _ABSTRACT_LONG:
        yield _warn("subject", _("Trích yếu dài; trích yếu là một câu ngắn gọn."), _ABSTRACT)


def _authority(form: Form) -> Iterator[Finding]:
    text, title = form.text, form.signer_title.casefold()
    collective = fold(form.agency).startswith(_COLLECTIVE)
    if not title:
        yield _warn("signer", _("Người ký chưa có chức danh tại cơ quan."), _SIGNER)
    if _TITLED.match(form.signer):
        yield _warn("signer", _("Trước họ tên người ký không ghi học hàm, học vị."), _SIGNER)
    if text.authority == Authority.COLLECTIVE and not collective:
        words = _("TM. chỉ dùng khi ký thay mặt tập thể; cơ quan này làm việc theo chế độ thủ trưởng.")
        yield _warn("authority", words, _SIGNING)
    if text.authority == Authority.OWN and collective and not form.decides:
        words = _(
            "Văn bản của Ủy ban nhân dân ký thay mặt tập thể (TM.), trừ việc thuộc thẩm quyền riêng của người đứng đầu."
        )
        yield _warn("authority", words, _SIGNING)
    if text.authority == Authority.ACTING and title.startswith("phó "):
        yield _warn(
            "authority",
            _("Q. dùng cho người được giao quyền cấp trưởng; cấp phó ký thay thì chọn KT."),
            _SIGNING,
        )
    if text.superior and text.superior.casefold() == title:
        yield _warn("superior", _("Người ký không ký thừa lệnh, thừa ủy quyền của chính mình."), _SIGNING)


def _grounds(form: Form) -> Iterator[Finding]:
    grounds = [one for one in form.body.blocks if one.kind == "ground"]
    if form.decides and not grounds:
        yield _warn("body", _("Nghị quyết, quyết định phải có căn cứ ban hành ở đầu."), _BODY)
    for one in grounds[:-1]:
        if not one.source.endswith(";"):
            yield _line(one, _("căn cứ kết thúc bằng dấu chấm phẩy."))
    if grounds and form.decides and not grounds[-1].source.endswith((".", "…")):
        yield _line(grounds[-1], _("căn cứ cuối cùng kết thúc bằng dấu chấm."))
    if form.decides and form.text.addressed_to:
        yield _warn(
            "addressed_to",
            _("Nghị quyết, quyết định không có Kính gửi; nơi thi hành ghi ở điều cuối."),
            _ADDRESSED,
        )


def _structure(form: Form) -> Iterator[Finding]:
    parts = [form.body.blocks, *(one.blocks for one in form.body.annexes)]
    if form.articles and not any(one.kind == "article" for one in form.body.blocks):
        yield _warn("body", _("Nội dung nghị quyết, quyết định chia thành điều: Điều 1., Điều 2. …"), _BODY)
    for blocks in parts:
        yield from _numbered(blocks)
        for one in blocks:
            if "…" in one.source:
                yield _line(one, _("còn chỗ “…” chưa điền."))
            if one.kind == "heading" and one.label.startswith(("Phần ", "Chương ")) and one.number.isdigit():
                yield _line(one, _("phần, chương đánh số La Mã."))


def _numbered(blocks: Sequence[Block]) -> Iterator[Finding]:
    """Articles run through, clauses begin anew in each article, points in each clause."""
    article = clause = point = 0
    for one in blocks:
        if one.kind == "article":
            article, clause, point = article + 1, 0, 0
            if one.number.isdigit() and int(one.number) != article:
                yield _line(one, _("số của điều không liên tục."))
                article = int(one.number)
        elif one.kind == "clause":
            clause, point = clause + 1, 0
            if int(one.number) != clause:
                if int(one.number) != 1:
                    yield _line(one, _("số của khoản không liên tục."))
                clause = int(one.number)
        elif one.kind == "point":
            if one.number != _LETTERS[point : point + 1] and one.number != "a":
                yield _line(one, _("chữ của điểm không theo thứ tự a, b, c, d, đ."))
            point = _LETTERS.find(one.number) + 1
        elif one.kind == "heading":
            clause = point = 0


def _annexes(form: Form) -> Iterator[Finding]:
    annexes = form.body.annexes
    said = fold(" ".join(one.source for one in form.body.blocks))
    if annexes and "phu luc" not in said and "kem theo" not in said:
        yield _warn("body", _("Văn bản có phụ lục thì nội dung phải chỉ dẫn đến phụ lục đó."), _ANNEXES)
    for turn, one in enumerate(annexes, 1):
        if len(annexes) > 1 and not _ROMAN.fullmatch(one.number):
            yield _warn(
                "body",
                _("Dòng %(line)s: có từ hai phụ lục thì đánh số La Mã.") % {"line": one.line},
                _ANNEXES,
            )
        elif len(annexes) > 1 and one.number != _roman(turn):
            yield _warn("body", _("Dòng %(line)s: số phụ lục không liên tục.") % {"line": one.line}, _ANNEXES)
        if not one.title:
            yield _warn("body", _("Dòng %(line)s: phụ lục chưa có tiêu đề.") % {"line": one.line}, _ANNEXES)


def _ways(form: Form) -> Iterator[Finding]:
    text = form.text
    if len(own_places(text.places)) < len(text.places):
        yield _warn("places", _("“Như trên” và “Lưu: VT” tự có khi in; dòng gõ tay được bỏ qua."), _PLACES)
    if not text.unit:
        yield _warn("unit", _("Chưa ghi ký hiệu đơn vị soạn thảo cho dòng “Lưu: VT, …”."), _PLACES)
    if text.contact and not form.contact:
        yield _warn(
            "contact", _("Gói quy định chưa có địa chỉ của cơ quan nên chân trang đầu không in gì."), _CONTACT
        )
    for name in form.loose:
        yield _warn(
            "attachments",
            _("Tệp kèm theo “%(name)s” không phải PDF nên không được cơ quan ký số.") % {"name": name},
            _SEAL,
        )
    if not form.delivered:
        yield _warn(
            "receivers",
            _("Chưa chọn nơi gửi điện tử nào: ban hành xong, văn bản chỉ được giữ tại cơ quan."),
            _PLACES,
        )


def _line(block: Block | Annex, words: str) -> Finding:
    return _warn("body", _("Dòng %(line)s: %(words)s") % {"line": block.line, "words": words}, _BODY)


def _roman(number: int) -> str:
    found = ""
    for value, letters in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        while number >= value:
            found, number = found + letters, number - value
    return found
