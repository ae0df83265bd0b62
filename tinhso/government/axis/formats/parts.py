"""XML from strangers: bounded before it is parsed, then taken apart by local names, every fault with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.utils.translation import gettext as _
from lxml import etree

from tinhso.kernel.clock import VIETNAM, local
from tinhso.kernel.errors import Fault
from tinhso.kernel.text import nfc

_MEBIBYTE = 1024 * 1024
_SMALL = 8 * _MEBIBYTE
"""Up to here libxml2 keeps limits of its own as well."""
_NAMESPACES = (
    "{http://www.mic.gov.vn/TBT/QCVN_102",
    "{http://www.e-doc.vn/Schema",
    "{http://www.go.vn/eDoc",
)
"""The present one, whatever its year, and those of two older kits."""
_STRICT, _HUGE = (
    etree.XMLParser(
        encoding="utf-8", resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, huge_tree=huge
    )
    for huge in (False, True)
)  # fmt: skip
_LONGEST_NAME = 60
_LONGEST_NAMESPACE = 200
_MOST_TOLD = 100
_DECLARED = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_DATES = (
    re.compile(r"(?P<y>\d{4})/(?P<m>\d{2})/(?P<d>\d{2})", re.ASCII),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})", re.ASCII),
    re.compile(r"(?P<d>\d{2})/(?P<m>\d{2})/(?P<y>\d{4})", re.ASCII),
)
_TIME = re.compile(r"(?P<day>\S+)[ T](?P<h>\d{2}):(?P<min>\d{2}):(?P<s>\d{2})(?:\.\d{1,9})?", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,9}")
_TRUTH = {"1": True, "true": True, "0": False, "false": False}


@dataclass(frozen=True)
class Limits:
    """What is taken at most."""

    message: int = 64 * _MEBIBYTE
    """Octets of the XML."""
    markup: int = 20_000
    """Tags, opening and closing, and quotation marks."""
    names: int = 2_000
    """Declarations of namespaces."""
    depth: int = 32
    attachments: int = 50
    file: int = 32 * _MEBIBYTE
    """Octets of one file, unpacked."""
    files: int = 64 * _MEBIBYTE
    """Octets of all files together, unpacked."""


class Unreadable(ValueError):  # noqa: N818 - it names what was found
    """The message cannot be taken. `faults` say where and why, in words for the records clerk."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(
            "; ".join(f"{one.field}: {one.reason}" if one.field else one.reason for one in faults)
        )
        self.faults = faults


def parse(raw: bytes, limits: Limits) -> etree._Element:
    """The root of a message without comments; Unreadable for what is larger, deeper or other than plain UTF-8 XML."""
    _plain(raw, limits)
    root = parse_canonical(raw, limits)
    _bounded(root, limits.depth)
    return root


def parse_canonical(octets: bytes, limits: Limits) -> etree._Element:
    """The root of what was parsed and made canonical before; Unreadable when that made it too large."""
    if len(octets) > limits.message:
        raise _too_large(limits)
    try:
        return etree.fromstring(octets, _HUGE if len(octets) > _SMALL else _STRICT)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        raise Unreadable(
            Fault(_line(wrong), _("Nội dung không phải XML đúng quy cách; tệp hỏng hoặc bị cắt."))
        ) from None


def _plain(raw: bytes, limits: Limits) -> None:
    if len(raw) > limits.message:
        raise _too_large(limits)
    declared = _DECLARED.match(raw)
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        raise Unreadable(Fault("", _("Thông điệp phải viết bằng UTF-8.")))
    try:
        raw.decode()
    except UnicodeDecodeError as wrong:
        raise Unreadable(
            Fault(_("byte thứ %(at)d") % {"at": wrong.start}, _("Thông điệp phải viết bằng UTF-8."))
        ) from None
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise Unreadable(Fault("", _("Thông điệp khai báo DTD hoặc thực thể; không an toàn nên không đọc.")))
    if raw.find(b"<?", 4) >= 0:  # behind the declaration, with or without a mark of byte order before it
        raise Unreadable(Fault("", _("Thông điệp có chỉ thị xử lý; không an toàn nên không đọc.")))
    # Also what the canonical form writes longer than it came.
    if raw.count(b"xmlns") > limits.names or any(
        raw.count(mark) > limits.markup for mark in (b"<", b">", b'"')
    ):
        raise Unreadable(Fault("", _("Thông điệp có quá nhiều phần tử.")))


def _too_large(limits: Limits) -> Unreadable:
    return Unreadable(Fault("", _("Thông điệp lớn hơn %(most)d MB.") % {"most": limits.message // _MEBIBYTE}))


def _line(wrong: Exception) -> str:
    line = getattr(wrong, "lineno", None)
    return _("dòng %(line)d") % {"line": line} if line else ""


def _bounded(root: etree._Element, most: int) -> None:
    depth = 0
    for event, found in etree.iterwalk(root, events=("start", "end", "start-ns")):
        if event == "start-ns":
            # The canonical form writes a namespace again wherever it is used.
            if len(found[1]) > _LONGEST_NAMESPACE:
                raise Unreadable(Fault("", _("Không gian tên trong thông điệp không hợp lệ.")))
            continue
        depth += 1 if event == "start" else -1
        if depth > most:
            raise Unreadable(Fault("", _("Thông điệp lồng nhau quá sâu.")))


class Notes:
    """What was found wrong, and what was only strange, while reading one message."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []

    def fault(self, place: str, reason: str) -> None:
        if len(self.faults) < _MOST_TOLD:
            self.faults.append(Fault(place, reason))

    def warn(self, place: str, reason: str) -> None:
        if len(self.warnings) < _MOST_TOLD:
            self.warnings.append(Fault(place, reason))

    def settle(self) -> None:
        """Unreadable with every fault, if there is one."""
        if self.faults:
            raise Unreadable(*self.faults)


def is_ours(element: etree._Element) -> bool:
    """Whether an element is in a namespace of edXML, or in none."""
    return _is_ours(str(element.tag))


def _is_ours(tag: str) -> bool:
    return tag[0] != "{" or tag.startswith(_NAMESPACES)


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2][:_LONGEST_NAME]


@lru_cache(maxsize=1024)
def _key(tag: str) -> str:
    """What an element is found by: lower case, `bussiness` spelt as others spell it; the whole tag if not ours."""
    if not _is_ours(tag):
        return tag
    return tag.rpartition("}")[2][:_LONGEST_NAME].lower().replace("bussiness", "business")


class Part:
    """An element with its place; takes its children by name, in any order, and remembers which were asked for."""

    def __init__(self, element: etree._Element, notes: Notes, within: str = "") -> None:
        self.element, self.notes = element, notes
        self.place = f"{within}/{_name(element)}" if within else _name(element)
        self._children: dict[str, list[etree._Element]] = {}
        for child in element:
            self._children.setdefault(_key(str(child.tag)), []).append(child)
        self._asked: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._children

    def many(self, name: str) -> Iterator[Part]:
        """Every child of that name."""
        self._asked.add(name.lower())
        for child in self._children.get(name.lower(), ()):
            yield Part(child, self.notes, self.place)

    def one(self, name: str) -> Part | None:
        """The child of that name; a second one is a fault, for nobody could say which counts."""
        element = self._one(name)
        return None if element is None else Part(element, self.notes, self.place)

    def _one(self, name: str) -> etree._Element | None:
        self._asked.add(name.lower())
        found = self._children.get(name.lower())
        if not found:
            return None
        if len(found) > 1:
            self.notes.fault(f"{self.place}/{name}", _("Có hai lần; không biết dùng giá trị nào."))
        return found[0]

    def text(self, name: str, *, most: int = 0, needed: bool = False) -> str:
        """The words of a child on one line, longer than `most` with a warning; '' when left out."""
        element = self._one(name)
        text = "" if element is None else self.words(element)
        if needed and not text:
            self.notes.fault(f"{self.place}/{name}", _("Phần này bắt buộc phải có."))
        if most and len(text) > most:
            self.notes.warn(f"{self.place}/{name}", _("Dài hơn %(most)d ký tự.") % {"most": most})
        return text

    def words(self, element: etree._Element) -> str:
        """The text of an element that holds nothing else."""
        if len(element):
            self.notes.fault(
                f"{self.place}/{_name(element)}", _("Phải là chữ, không được chứa phần tử khác.")
            )
        text = element.text
        return nfc(text) if text else ""

    def number(self, name: str) -> int | None:
        """A whole number of at most nine digits; None when left out."""
        text = self.text(name)
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            self.notes.fault(f"{self.place}/{name}", _("Phải là số nguyên không âm."))
            return None
        return int(text)

    def truth(self, name: str) -> bool | None:
        """true, false, 1 or 0; None when left out."""
        text = self.text(name).lower()
        if text and text not in _TRUTH:
            self.notes.fault(f"{self.place}/{name}", _("Phải là true hoặc false."))
        return _TRUTH.get(text)

    def day(self, name: str) -> date | None:
        """A day written `yyyy/MM/dd`; two other ways are understood with a warning."""
        text = self.text(name)
        if not text:
            return None
        moment = _TIME.fullmatch(text)
        found = _date(moment["day"] if moment else text)
        if found is None:
            self.notes.fault(f"{self.place}/{name}", _("Ghi ngày theo dạng yyyy/MM/dd."))
        elif moment or not _DATES[0].fullmatch(text):
            self.notes.warn(f"{self.place}/{name}", _("Ngày ghi khác dạng yyyy/MM/dd."))
        return found

    def moment(self, name: str) -> datetime | None:
        """A moment written `yyyy/MM/dd HH:mm:ss`, Vietnamese time; a bare day is its midnight, with a warning."""
        text = self.text(name)
        if not text:
            return None
        parts = _TIME.fullmatch(text)
        day = _date(parts["day"] if parts else text)
        try:
            clock = (int(parts["h"]), int(parts["min"]), int(parts["s"])) if parts else (0, 0, 0)
            found = datetime(day.year, day.month, day.day, *clock, tzinfo=VIETNAM) if day else None
        except ValueError:
            found = None
        if found is None:
            self.notes.fault(f"{self.place}/{name}", _("Ghi thời điểm theo dạng yyyy/MM/dd HH:mm:ss."))
        elif text != written_moment(found):
            self.notes.warn(f"{self.place}/{name}", _("Thời điểm ghi khác dạng yyyy/MM/dd HH:mm:ss."))
        return found

    def rest(self, *known: str) -> None:
        """Warn of children that nobody asked for, once each."""
        for name, found in self._children.items():
            if name not in self._asked and name not in known:
                self.notes.warn(
                    f"{self.place}/{_name(found[0])}", _("Phần này chưa được quy ước nên bỏ qua.")
                )


def written_day(day: date) -> str:
    """A day as edXML writes it."""
    return day.isoformat().replace("-", "/")


def written_moment(at: datetime) -> str:
    """A moment as edXML writes it: Vietnamese time to the second."""
    return local(at).replace(tzinfo=None).isoformat(" ", "seconds").replace("-", "/")


def _date(text: str) -> date | None:
    for form in _DATES:
        if parts := form.fullmatch(text):
            try:
                return date(int(parts["y"]), int(parts["m"]), int(parts["d"]))
            except ValueError:
                return None
    return None
