"""Who looked at a person's data and what was done with it, for that person alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.foundation.access.roles import Role
from tinhso.foundation.partners.sources import sources
from tinhso.foundation.people.models import person_ref
from tinhso.foundation.units.queries import agency_names
from tinhso.government.dossiers.models import KIND
from tinhso.government.dossiers.queries.history import words_for
from tinhso.government.dossiers.queries.lists import visible
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.errors import NotAllowed
from tinhso.kernel.ledger.models import Act, Read
from tinhso.kernel.ledger.queries import entries_concerning

PAGE = 30


@dataclass(frozen=True)
class Look:
    """One entry of the ledger that concerns the person."""

    number: int
    """The person's own numbering, without gaps."""
    at: datetime
    read: bool
    what: str
    agency: str
    role: str
    dossier: UUID | None
    dossier_code: str
    fields: Sequence[str]
    purpose: str
    basis: str


@dataclass(frozen=True)
class Looks:
    """A page of entries, newest first."""

    entries: Sequence[Look]
    older: int | None
    """The number to ask the next page before; None on the last page."""


def looks_at(*, actor: Actor, before: int | None, at: datetime) -> Looks:
    """What the ledger holds about the one who asks; nobody can ask about anyone else."""
    if actor.person is None:
        raise NotAllowed(_("Chỉ chủ thể dữ liệu xem được trang này."), next_step=_("Đăng nhập rồi thử lại."))
    found = entries_concerning(subject=person_ref(actor.person), before=before, limit=PAGE)
    agencies = agency_names({entry.agency for _, entry in found if entry.agency}, on=clock.local(at).date())
    wanted = {entry.about.id for _, entry in found if entry.about.kind == KIND}
    codes = {row.id: str(row) for row in visible(actor=actor).filter(id__in=wanted)}
    entries = [_told(number, entry, actor, agencies, codes) for number, entry in found]
    last = entries[-1].number if entries else 1
    return Looks(entries, last if last > 1 and len(entries) == PAGE else None)


def _told(
    number: int, entry: Act | Read, actor: Actor, agencies: dict[UUID, str], codes: dict[UUID, str]
) -> Look:
    read = isinstance(entry, Read)
    return Look(
        number=number,
        at=entry.at,
        read=read,
        what=_("Xem dữ liệu") if isinstance(entry, Read) else _act_words(entry),
        agency=_who(entry, actor, agencies),
        role=str(Role(entry.role).label) if entry.role in Role.values else "",
        dossier=entry.about.id if entry.about.id in codes else None,
        dossier_code=codes.get(entry.about.id, ""),
        fields=[_field_words(name) for name in entry.data.get("fields", ())] if read else (),
        purpose=entry.purpose,
        basis=entry.basis,
    )


def _who(entry: Act | Read, actor: Actor, agencies: dict[UUID, str]) -> str:
    if entry.actor_kind == ActorKind.CITIZEN:
        by_self = entry.actor == actor.account
        return _("Ông/bà") if by_self else _("Người được ông/bà ủy quyền hoặc đại diện")
    if entry.actor_kind == ActorKind.SYSTEM:
        agency = agencies.get(entry.agency) if entry.agency else None
        return (
            _("Hệ thống, tự động, cho %(agency)s") % {"agency": agency} if agency else _("Hệ thống, tự động")
        )
    if entry.agency in agencies:
        return agencies[entry.agency]
    return str(_KINDS.get(entry.actor_kind, ""))


def _field_words(name: str) -> str:
    """What was seen; of what another agency was asked, where."""
    source, _dot, field = name.partition(".")
    asked = sources.get(source)
    if asked is None or not field:
        return str(_FIELDS.get(name, name))
    return f"{str(asked.fields.get(field, field)).lower()} ({asked.title})"


def _act_words(act: Act) -> str:
    title = words_for(act).title
    return str(_VERBS.get(act.verb, title)) if title == act.verb else title


_KINDS: Mapping[str, str | Promise] = {
    ActorKind.OFFICIAL: gettext_lazy("Cán bộ của tỉnh"),
    ActorKind.MACHINE: gettext_lazy("Hệ thống thông tin được kết nối"),
    ActorKind.ANONYMOUS: gettext_lazy("Người chưa đăng nhập"),
}
_FIELDS = {
    "answers": gettext_lazy("nội dung khai"),
    "papers": gettext_lazy("giấy tờ"),
    "contacts": gettext_lazy("thông tin liên hệ"),
    "national_id": gettext_lazy("số định danh cá nhân"),
    "phone": gettext_lazy("số điện thoại"),
    "email": gettext_lazy("thư điện tử"),
    "address": gettext_lazy("địa chỉ"),
    "name": gettext_lazy("họ và tên"),
}
_VERBS = {
    "people.person_created": gettext_lazy("Tạo thông tin cá nhân"),
    "people.person_confirmed": gettext_lazy("Xác nhận danh tính"),
    "people.contacts_updated": gettext_lazy("Cập nhật thông tin liên hệ"),
    "people.mandate_granted": gettext_lazy("Ghi nhận quyền đại diện"),
    "people.mandate_revoked": gettext_lazy("Chấm dứt quyền đại diện"),
    "people.person_erased": gettext_lazy("Xóa thông tin cá nhân"),
    "access.person_linked": gettext_lazy("Gắn tài khoản với thông tin cá nhân"),
    "people.organisation_created": gettext_lazy("Khai tổ chức"),
    "access.account_opened": gettext_lazy("Mở tài khoản"),
    "notices.send": gettext_lazy("Gửi thông báo"),
    "notices.mark_read": gettext_lazy("Đọc thông báo"),
    "dossiers.discard_draft": gettext_lazy("Bỏ bản nháp"),
}
