"""Images are drawn anew: what was hidden in the bytes, the place and the time of the photo, are gone."""

from __future__ import annotations

import io

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from tinhso.foundation.files.engine.kinds import JPEG, Kind
from tinhso.foundation.files.engine.refusal import Unsafe
from tinhso.foundation.files.limits import Limits

QUALITY = 90
_FORMATS = {"jpeg": ("JPEG", "MPO"), "png": ("PNG",)}


def redrawn(content: bytes, kind: Kind, limits: Limits) -> bytes:
    """The same picture without anything else; Unsafe when it is damaged or too large to draw."""
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS[kind.name]) as image:
            _bounded(image, limits)
            return _drawn(image, kind)
    except Unsafe:
        raise
    except Image.DecompressionBombError:
        raise _too_large(limits) from None
    except Exception as error:
        # A decoder fails in any way it likes on hostile bytes; whatever cannot be drawn is not an image.
        raise Unsafe(_("Ảnh bị hỏng hoặc tải chưa xong; xin chụp hoặc quét lại")) from error


def _bounded(image: Image.Image, limits: Limits) -> None:
    if image.width * image.height > limits.pixels:
        raise _too_large(limits)


def _too_large(limits: Limits) -> Unsafe:
    return Unsafe(
        _("Ảnh quá %(most)s triệu điểm ảnh; xin chụp hoặc quét ở cỡ nhỏ hơn")
        % {"most": limits.pixels // 1_000_000}
    )


def _drawn(image: Image.Image, kind: Kind) -> bytes:
    ImageOps.exif_transpose(image, in_place=True)
    modes = {"RGB"} if kind is JPEG else {"1", "L", "LA", "RGB", "RGBA"}
    if image.mode not in modes or "transparency" in image.info:
        image = image.convert("RGB" if kind is JPEG else "RGBA")
    # What the encoder would carry over: comments, colour profiles, dates, places.
    image.info.clear()
    made = io.BytesIO()
    image.save(made, kind.name, **({"quality": QUALITY} if kind is JPEG else {}))
    return made.getvalue()
