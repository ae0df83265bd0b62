"""What packs say, for whoever asks. Rules are public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from tinhso.foundation.packs.keeping import kept
from tinhso.foundation.packs.models import AppliedPack, CodeList
from tinhso.foundation.packs.rules import PackHead
from tinhso.foundation.packs.shapes import CodeListBody
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.refs import Described


@kept
def code_list(code: str, *, on: date) -> CodeListBody:
    """The version of a code list in force on a day; NotFound when there is none."""
    body = CodeList.objects.on(on).filter(code=code).values_list("body", flat=True).first()
    if body is None:
        raise NotFound(
            _("Danh mục %(code)s không có phiên bản cho ngày %(day)s.")
            % {"code": code, "day": f"{on:%d/%m/%Y}"}
        )
    return CodeListBody.model_validate(body)


@kept
def first_day_of(code: str) -> date | None:
    """The first day on which a code list has a version; None for one that is unknown."""
    return (
        CodeList.objects.filter(code=code)
        .order_by("effective_from")
        .values_list("effective_from", flat=True)
        .first()
    )


@kept
def province_pack() -> PackHead:
    """The head of the province's own pack as applied; NotFound before the first application."""
    head = AppliedPack.objects.filter(name=settings.PROVINCE_PACK).values_list("head", flat=True).first()
    if head is None:
        raise NotFound(_("Chưa nạp gói quy định của tỉnh."), next_step=_("Chạy tinhso packs apply."))
    return PackHead.model_validate(head)


def applied_packs() -> list[AppliedPack]:
    """Every pack as it was last applied, by name."""
    return list(AppliedPack.objects.order_by("name"))


def describe_packs(packs: Sequence[UUID], actor: Actor) -> Mapping[UUID, Described]:
    """Refs of packs, as `kernel.refs` asks for them."""
    known = {one.ref.id: one for one in applied_packs()}
    return {key: Described(known[key].title, code=known[key].name) for key in packs if key in known}
