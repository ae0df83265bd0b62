"""PDF: whole, open, bounded; and a viewing copy in which nothing acts by itself."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

import pikepdf
from django.utils.translation import gettext as _

from tinhso.foundation.files.engine.refusal import Unsafe
from tinhso.foundation.files.limits import MEBIBYTE, Limits

ACTIONS = frozenset(
    {
        "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie",
        "/Sound", "/RichMediaExecute", "/ResetForm", "/Hide", "/SetOCGState", "/Trans", "/GoTo3DView",
    }
)  # fmt: skip
"""Kinds of action that do more than turn a page or follow a visible link."""
ANNOTATIONS = frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})
KEYS = frozenset(
    {
        "/OpenAction", "/AA", "/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/RichMediaContent",
        "/Launch", "/Collection", "/Threads",
    }
)  # fmt: skip
DEEPEST = 200

# Object streams are unpacked on opening; the limit holds for the whole process, as qpdf keeps one set.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=32 * MEBIBYTE, run_length_max_memory=32 * MEBIBYTE, max_stream_filters=4
)


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
                raise Unsafe(_("Tệp PDF cần có từ 1 đến %(most)s trang") % {"most": limits.pages})
            if len(pdf.objects) > limits.objects:
                raise Unsafe(_("Tệp PDF có cấu trúc quá lớn; xin tách thành nhiều tệp"))
            active = _scrub(pdf)
            made = io.BytesIO()
            pdf.save(made, deterministic_id=True)
    except Unsafe:
        raise
    except pikepdf.PasswordError:
        raise _locked() from None
    except Exception as error:
        # A parser fails in any way it likes on hostile bytes; what it cannot read nobody shall open.
        raise Unsafe(_("Tệp PDF bị hỏng hoặc tải chưa xong; xin xuất lại tệp PDF")) from error
    return Looked(made.getvalue(), active)


def _locked() -> Unsafe:
    return Unsafe(_("Tệp PDF có mật khẩu hoặc bị khóa; xin bỏ mật khẩu rồi gửi lại"))


def _scrub(pdf: pikepdf.Pdf) -> bool:
    active = False
    for thing in pdf.objects:
        active |= _clean(thing, 0)
    return active


def _clean(thing: pikepdf.Object, depth: int) -> bool:
    """Clean one object and all that stands directly in it; what it only refers to is visited by itself."""
    if depth > DEEPEST:
        raise Unsafe(_("Tệp PDF có cấu trúc bất thường; xin xuất lại tệp PDF"))
    if isinstance(thing, pikepdf.Array):
        return _clean_parts(thing.as_list(), depth)
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return False
    keys = set(thing.keys())
    if "/S" in keys and str(thing["/S"]) in ACTIONS:
        # A dictionary cannot take itself out of those that point at it; emptied, it means nothing.
        _empty(thing, keys)
        return True
    if "/Subtype" in keys and "/Rect" in keys and str(thing["/Subtype"]) in ANNOTATIONS:
        _empty(thing, keys - {"/Rect"})
        thing["/Subtype"] = pikepdf.Name("/Square")
        return True
    _empty(thing, acting := keys & KEYS)
    return _clean_parts([thing[key] for key in keys - KEYS], depth) or bool(acting)


def _clean_parts(parts: Iterable[object], depth: int) -> bool:
    active = False
    for part in parts:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            active |= _clean(part, depth + 1)
    return active


def _empty(thing: pikepdf.Object, keys: set[str]) -> None:
    for key in keys:
        del thing[key]
