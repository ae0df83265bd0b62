"""PDF: whole, open, bounded; and a viewing copy in which nothing acts by itself."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

import pikepdf

from tinhso.foundation.files.engine.refusal import Unsafe
from tinhso.foundation.files.limits import Limits

ACTIONS = frozenset(
    {
        "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie",
        "/Sound", "/RichMediaExecute", "/ResetForm", "/Hide", "/SetOCGState", "/Trans", "/GoTo3DView",
    }
)  # fmt: skip
"""Kinds of action that do more than turn a page or follow a visible link."""
ANNOTATIONS = frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})
KEYS = (
    "/OpenAction", "/AA", "/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/RichMediaContent",
    "/Launch", "/Collection", "/Threads",
)  # fmt: skip
DEEPEST = 200


@dataclass(frozen=True)
class Looked:
    """What came of looking into a PDF."""

    view: bytes
    """The viewing copy."""
    active: bool
    """Whether anything was taken out of it."""


def examine(content: bytes, limits: Limits) -> Looked:
    """The viewing copy; Unsafe when the PDF is locked, damaged or out of bounds. The original is left as it is."""
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise _locked()
            if not 0 < len(pdf.pages) <= limits.pages:
                raise Unsafe(f"Tệp PDF cần có từ 1 đến {limits.pages} trang")
            if len(pdf.objects) > limits.objects:
                raise Unsafe("Tệp PDF có cấu trúc quá lớn; xin tách thành nhiều tệp")
            active = _scrub(pdf)
            made = io.BytesIO()
            pdf.save(made, deterministic_id=True)
    except Unsafe:
        raise
    except pikepdf.PasswordError:
        raise _locked() from None
    except Exception as error:
        # A parser fails in any way it likes on hostile bytes; what it cannot read nobody shall open.
        raise Unsafe("Tệp PDF bị hỏng hoặc tải chưa xong; xin xuất lại tệp PDF") from error
    return Looked(made.getvalue(), active)


def _locked() -> Unsafe:
    return Unsafe("Tệp PDF có mật khẩu hoặc bị khóa; xin bỏ mật khẩu rồi gửi lại")


def _scrub(pdf: pikepdf.Pdf) -> bool:
    active = False
    for thing in pdf.objects:
        active |= _clean(thing, 0)
    return active


def _clean(thing: pikepdf.Object, depth: int) -> bool:
    """Clean one object and all that stands directly in it; what it only refers to is visited by itself."""
    if depth > DEEPEST:
        raise Unsafe("Tệp PDF có cấu trúc bất thường; xin xuất lại tệp PDF")
    if isinstance(thing, pikepdf.Array):
        return _clean_parts(thing.as_list(), depth)
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return False
    if str(thing.get("/S", "")) in ACTIONS:
        # A dictionary cannot take itself out of those that point at it; emptied, it means nothing.
        _empty(thing, keep=())
        return True
    active = False
    if str(thing.get("/Subtype", "")) in ANNOTATIONS and "/Rect" in thing:
        _empty(thing, keep=("/Rect",))
        thing["/Subtype"] = pikepdf.Name("/Square")
        active = True
    for key in KEYS:
        if key in thing:
            del thing[key]
            active = True
    return _clean_parts([part for _, part in thing.items()], depth) or active


def _clean_parts(parts: Iterable[object], depth: int) -> bool:
    active = False
    for part in parts:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            active |= _clean(part, depth + 1)
    return active


def _empty(thing: pikepdf.Object, *, keep: tuple[str, ...]) -> None:
    for key in set(thing.keys()) - set(keep):
        del thing[key]
