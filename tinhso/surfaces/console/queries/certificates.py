"""The register of certificates: whose, of which authority, until when; the roots that are trusted and for what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.policy import require
from tinhso.foundation.signing.models import Authority, Certificate, RevocationList
from tinhso.foundation.signing.queries import Held, held
from tinhso.foundation.signing.rules import ENDING_DAYS, LIFE_TITLES, SCOPE_TITLES, Life, Scope
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.ledger.queries import acts_about
from tinhso.kernel.refs import Ref

SEE, MANAGE = "signing.see_certificates", "signing.manage_certificates"
PAGE, EXPORT_LIMIT = 25, 5000
KINDS = {
    Certificate.Kind.PERSON.value: gettext_lazy("Cá nhân"),
    Certificate.Kind.ORGANISATION.value: gettext_lazy("Cơ quan, tổ chức"),
    Certificate.Kind.TIMESTAMP.value: gettext_lazy("Cấp dấu thời gian"),
}
LIVES = {life.value: title for life, title in LIFE_TITLES.items()}
_ACTS = {
    "signing.enrolled": gettext_lazy("Khai báo"),
    "signing.retired": gettext_lazy("Ngừng dùng"),
    "signing.ends_soon": gettext_lazy("Báo sắp hết hạn"),
}


@dataclass(frozen=True)
class Filters:
    """What the register is narrowed by; empty means no narrowing."""

    text: str = ""
    kind: str = ""
    life: str = ""


@dataclass(frozen=True)
class Line:
    """One thing that was done with a certificate."""

    title: str
    at: datetime
    who: str


@dataclass(frozen=True)
class Root:
    """A trusted root: its list, what it is trusted for, and how fresh the revocation lists below it are."""

    authority: Authority
    issuers: Sequence[Authority]
    listed_until: datetime | None
    """The earliest day at which a revocation list of it or its issuers is out of date; None while one is missing."""

    @property
    def list_title(self) -> str:
        return str(SCOPE_TITLES[Scope(self.authority.scope)])


def certificates(*, actor: Actor, filters: Filters, page: str | None, at: datetime) -> Page[Held]:
    """One page of the register, what ends first at the top."""
    found = Paginator(_narrowed(actor, filters, at), PAGE).get_page(page)
    rows = [held(one, at=at) for one in found.object_list]
    return Page(rows, found.number, found.paginator)  # type: ignore[arg-type]


def every(*, actor: Actor, filters: Filters, at: datetime) -> list[Held]:
    """The whole register, at most `EXPORT_LIMIT` lines."""
    return [held(one, at=at) for one in _narrowed(actor, filters, at)[:EXPORT_LIMIT]]


def certificate(*, actor: Actor, certificate: UUID, at: datetime) -> tuple[Held, Sequence[Line]]:
    """One certificate and its history; NotFound when there is none."""
    require(actor, SEE)
    found = Certificate.objects.select_related("issuer", "key").filter(pk=certificate).first()
    if found is None:
        raise NotFound(_("Không tìm thấy chứng thư số."), next_step=_("Quay lại sổ chứng thư số."))
    acts = [one for one in acts_about(about=Ref("signing.certificate", found.pk)) if one.verb in _ACTS]
    names = dict(
        Account.objects.filter(id__in={one.actor for one in acts if one.actor}).values_list("id", "name")
    )
    return held(found, at=at), [
        Line(str(_ACTS[one.verb]), one.at, names.get(one.actor or one.id, "Tỉnh Số")) for one in acts
    ]


def roots(*, actor: Actor) -> Sequence[Root]:
    """The trusted roots, list by list."""
    require(actor, SEE)
    every_one = list(Authority.objects.order_by("scope", "name"))
    lists: dict[UUID, datetime] = dict(
        RevocationList.objects.order_by("pk").values_list("authority_id", "next_update")
    )
    found = []
    for root in every_one:
        if root.parent_id is None:
            issuers = [one for one in every_one if one.parent_id == root.pk]
            untils = [lists.get(one.pk) for one in (root, *issuers)]
            known = [one for one in untils if one is not None]
            found.append(Root(root, issuers, min(known) if len(known) == len(untils) else None))
    return found


def ending(*, at: datetime) -> int:
    """How many certificates end soon."""
    return Certificate.objects.usable(at).filter(not_after__lte=at + timedelta(days=ENDING_DAYS)).count()


def _narrowed(actor: Actor, filters: Filters, at: datetime) -> QuerySet[Certificate]:
    require(actor, SEE)
    found = Certificate.objects.select_related("issuer", "key").order_by("not_after", "name")
    if words := filters.text:
        found = found.filter(
            Q(name__icontains=words) | Q(organisation__icontains=words) | Q(serial__iexact=words)
            | Q(issuer__name__icontains=words)
        )  # fmt: skip
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.life:
        found = found.filter(_LIVING[Life(filters.life)](at))
    return found


def _kept(at: datetime) -> Q:
    return Q(revoked_at=None) | Q(revoked_at__gt=at)


_LIVING = {
    Life.REVOKED: lambda at: Q(revoked_at__lte=at),
    Life.ENDED: lambda at: _kept(at) & Q(not_after__lte=at),
    Life.COMING: lambda at: _kept(at) & Q(not_before__gt=at, not_after__gt=at),
    Life.ENDING: lambda at: (
        _kept(at) & Q(not_before__lte=at, not_after__gt=at, not_after__lte=at + timedelta(days=ENDING_DAYS))
    ),
    Life.GOOD: lambda at: _kept(at) & Q(not_before__lte=at, not_after__gt=at + timedelta(days=ENDING_DAYS)),
}
