"""Writes about accounts, posts and delegations: each checks its right and is kept in the ledger."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tinhso.foundation.access import factors, passwords
from tinhso.foundation.access.models import Account, Appointment, CitizenLink, Delegation
from tinhso.foundation.access.policy import permissions, require
from tinhso.foundation.access.roles import Role
from tinhso.foundation.people.actions import create_person
from tinhso.foundation.people.models import Person, person_ref
from tinhso.foundation.units.models import Agency
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from tinhso.kernel.refs import Ref
from tinhso.kernel.text import nfc

_LONGEST_LOAN_DAYS = 180


def declare_oneself(
    *, actor: Actor, at: datetime, name: str, birth_date: str = "", sex: str = "", national_id: str = ""
) -> Person:
    """Say who is behind a citizen's account. What is declared proves nothing and finds nobody else's record:
    it makes a new person, until an agency confirms it."""
    if actor.kind != ActorKind.CITIZEN or actor.account is None:
        raise NotAllowed(_("Chỉ người dân đã đăng nhập mới khai thông tin của mình."))
    account = Account.objects.get(id=actor.account)
    if CitizenLink.objects.filter(account=account).exists():
        raise Conflict(_("Ông/bà đã khai thông tin của mình."))
    with transaction.atomic():
        person = create_person(
            actor=actor,
            at=at,
            name=name,
            birth_date=birth_date,
            sex=sex,
            national_id=national_id,
            phone=account.phone,
        )
        link_person(account=account, person=person, at=at)
    return person


def link_person(*, account: Account, person: Person, at: datetime) -> None:
    """Bind an account to its person: called by what has established who it is."""
    with transaction.atomic():
        Account.objects.select_for_update().get(id=account.id)
        _link, fresh = CitizenLink.objects.get_or_create(
            account=account, defaults={"person": person, "linked_at": at}
        )
        if not fresh:
            raise Conflict(_("Tài khoản này đã gắn với một người."))
        account.name = person.name
        account.save(update_fields=["name"])
        ledger.record(
            actor=Actor(ActorKind.CITIZEN, account=account.id, person=person.id),
            verb="access.person_linked",
            about=account.ref,
            at=at,
            subjects=(person_ref(person.id),),
        )


def create_official(
    *, actor: Actor, at: datetime, username: str, name: str, email: str = "", password: str = ""
) -> Account:
    """Open a work account. Without a post it may do nothing, without a second factor it does not come in,
    and without a password it waits for one."""
    actor = require(actor, "access.manage_accounts", at=at)
    username = username.strip().lower()
    if Account.objects.filter(username=username).exists():
        raise Conflict(_("Tên đăng nhập này đã có."))
    if password:
        passwords.must_be_long(password)
    account = Account(
        kind=Account.Kind.OFFICIAL,
        username=username,
        name=nfc(name),
        email=email.strip().lower(),
        password=make_password(password or None),
        created_at=at,
    )
    with transaction.atomic():
        account.save(force_insert=True)
        ledger.record(actor=actor, verb="access.official_created", about=account.ref, at=at)
    return account


def first_administrator(*, actor: Actor, at: datetime, username: str, name: str, agency: UUID) -> Account:
    """Open the account from which every other is opened; Conflict once a province has an administrator.

    It waits for its password. Asked again under the same name while it waits, it is simply given back.
    """
    today = clock.local(at).date()
    with transaction.atomic():
        administrators = _administrators(on=today).select_related("account")
        for post in administrators.filter(account__username=username.strip().lower()):
            if not post.account.has_usable_password():
                return post.account
        if administrators.exists():
            raise Conflict(
                _("Tỉnh đã có quản trị viên."),
                next_step=_("Quản trị viên mở tài khoản khác ở trang quản trị."),
            )
        account = create_official(actor=actor, at=at, username=username, name=name)
        appoint(actor=actor, at=at, account=account.id, agency=agency, role=Role.ADMIN, valid_from=today)
    return account


def set_active(*, actor: Actor, at: datetime, account: UUID, active: bool, reason: str) -> Account:
    """Lock or unlock an account; open sessions end with the next request."""
    actor = require(actor, "access.manage_accounts", at=at)
    with transaction.atomic():
        found = _account(account)
        if not active:
            today = clock.local(at).date()
            _must_leave_one(ending=Q(account=found), by=today, today=today)
        found.is_active = active
        found.save(update_fields=["is_active"])
        verb = "access.account_unlocked" if active else "access.account_locked"
        ledger.record(actor=actor, verb=verb, about=found.ref, at=at, data={"reason": reason})
    return found


def reset_factors(*, actor: Actor, at: datetime, account: UUID, reason: str) -> None:
    """Take an official's second factors away (a lost phone): new ones are set up at the next sign-in."""
    actor = require(actor, "access.manage_accounts", at=at)
    with transaction.atomic():
        found = _account(account)
        factors.reset(account=found)
        ledger.record(
            actor=actor, verb="access.factors_reset", about=found.ref, at=at, data={"reason": reason}
        )


def appoint(
    *,
    actor: Actor,
    at: datetime,
    account: UUID,
    agency: UUID,
    role: Role,
    title: str = "",
    unit: str = "",
    valid_from: date,
    valid_until: date | None = None,
) -> Appointment:
    """Give an official a post at an agency from a day until a day (exclusive)."""
    actor = require(actor, "access.appoint", agencies=(agency,), at=at)
    if valid_until is not None and valid_until <= valid_from:
        raise Invalid(faults=[Fault("valid_until", _("Ngày thôi giữ vị trí phải sau ngày bắt đầu."))])
    with transaction.atomic():
        found = _account(account)
        if found.kind != Account.Kind.OFFICIAL:
            raise Invalid(faults=[Fault("account", _("Chỉ cán bộ mới giữ vị trí công tác."))])
        if not Agency.objects.filter(id=agency).exists():
            raise Invalid(faults=[Fault("agency", _("Không có cơ quan này."))])
        post = Appointment(
            account=found,
            agency_id=agency,
            role=Role(role),
            title=nfc(title),
            unit=unit,
            valid_from=valid_from,
            valid_until=valid_until,
        )
        post.save(force_insert=True)
        _record_post(actor, "access.appointed", post, at)
    return post


def end_appointment(*, actor: Actor, at: datetime, appointment: UUID, valid_until: date) -> Appointment:
    """Let a post end on a day: from that day on it and what was lent of it give no right."""
    with transaction.atomic():
        post = Appointment.objects.select_for_update().filter(id=appointment).first()
        if post is None:
            raise NotFound(_("Không có vị trí công tác này."))
        actor = require(actor, "access.appoint", agencies=(post.agency_id,), at=at)
        if valid_until < post.valid_from:
            raise Invalid(
                faults=[Fault("valid_until", _("Ngày thôi giữ vị trí không thể trước ngày bắt đầu."))]
            )
        today = clock.local(at).date()
        _must_leave_one(ending=Q(id=post.id), by=max(valid_until, today), today=today)
        post.valid_until = valid_until
        post.save(update_fields=["valid_until"])
        _record_post(actor, "access.appointment_ended", post, at)
    return post


def delegate(
    *,
    actor: Actor,
    at: datetime,
    appointment: UUID,
    delegate: UUID,
    permissions_lent: Iterable[str],
    reason: str,
    valid_from: datetime,
    valid_until: datetime,
) -> Delegation:
    """Lend named permissions of one's own post to another official. What was lent cannot be lent on."""
    lent = sorted(set(permissions_lent))
    with transaction.atomic():
        post = Appointment.objects.select_for_update().filter(id=appointment).first()
        if post is None or post.account_id != actor.account:
            raise NotFound(_("Chỉ người giữ vị trí mới ủy quyền được vị trí đó."))
        receiver = _account(delegate)
        faults = [
            Fault("permissions", _("Vị trí này không có quyền %(key)s.") % {"key": key})
            for key in lent
            if not _grants(post, key)
        ]
        if not lent:
            faults.append(Fault("permissions", _("Chọn ít nhất một việc được ủy quyền.")))
        if receiver.kind != Account.Kind.OFFICIAL or receiver.id == post.account_id:
            faults.append(Fault("delegate", _("Chỉ ủy quyền được cho cán bộ khác.")))
        if not 0 < (valid_until - valid_from).total_seconds() <= _LONGEST_LOAN_DAYS * 86_400:
            faults.append(
                Fault(
                    "valid_until",
                    _("Thời gian ủy quyền từ 1 phút đến %(days)s ngày.") % {"days": _LONGEST_LOAN_DAYS},
                )
            )
        if not reason.strip():
            faults.append(Fault("reason", _("Ghi lý do ủy quyền.")))
        if faults:
            raise Invalid(faults=faults)
        loan = Delegation(
            appointment=post,
            delegate=receiver,
            permissions=lent,
            reason=nfc(reason),
            valid_from=valid_from,
            valid_until=valid_until,
        )
        loan.save(force_insert=True)
        _record_loan(actor, "access.delegated", loan, at)
    return loan


def revoke_delegation(*, actor: Actor, at: datetime, delegation: UUID) -> Delegation:
    """End a delegation now: its giver may, and who may appoint at the agency."""
    with transaction.atomic():
        loan = (
            Delegation.objects.select_for_update(of=("self",))
            .select_related("appointment")
            .filter(id=delegation)
            .first()
        )
        if loan is None:
            raise NotFound(_("Không có việc ủy quyền này."))
        if loan.appointment.account_id != actor.account:
            actor = require(actor, "access.appoint", agencies=(loan.appointment.agency_id,), at=at)
        if loan.revoked_at is not None:
            raise Conflict(_("Việc ủy quyền này đã chấm dứt."))
        loan.revoked_at = at
        loan.save(update_fields=["revoked_at"])
        _record_loan(actor, "access.delegation_revoked", loan, at)
    return loan


def _administrators(*, on: date) -> QuerySet[Appointment]:
    """The posts of administrators who can come in on a day."""
    held = Appointment.objects.filter(Q(valid_until=None) | Q(valid_until__gt=on), valid_from__lte=on)
    allowed = held.filter(role=Role.ADMIN, account__is_active=True)
    return allowed.exclude(account__is_demo=True) if settings.PRODUCTION else allowed


def _must_leave_one(*, ending: Q, by: date, today: date) -> None:
    """Conflict when the posts that end by a day are the last from which accounts can be opened."""
    # Two who end one another's posts wait here, and the second counts what the first has left.
    list(Appointment.objects.select_for_update().filter(role=Role.ADMIN).order_by("id").values_list("id"))
    left = _administrators(on=by).exclude(ending)
    if _administrators(on=today).filter(ending).exists() and not left.exists():
        raise Conflict(
            _("Đây là quản trị viên cuối cùng của tỉnh."),
            next_step=_("Phân công một quản trị viên khác trước, rồi làm lại việc này."),
        )


def _grants(post: Appointment, key: str) -> bool:
    permission = permissions.get(key)
    return permission is not None and post.role in permission.grants


def _account(account: UUID) -> Account:
    found = Account.objects.select_for_update().filter(id=account).first()
    if found is None:
        raise NotFound(_("Không có tài khoản này."))
    return found


def _record_post(actor: Actor, verb: str, post: Appointment, at: datetime) -> None:
    ledger.record(
        actor=actor,
        verb=verb,
        about=Ref("access.account", post.account_id),
        at=at,
        agency=post.agency_id,
        data={
            "appointment": str(post.id),
            "role": post.role,
            "valid_from": post.valid_from.isoformat(),
            "valid_until": post.valid_until.isoformat() if post.valid_until else "",
        },
    )


def _record_loan(actor: Actor, verb: str, loan: Delegation, at: datetime) -> None:
    ledger.record(
        actor=actor,
        verb=verb,
        about=Ref("access.account", loan.delegate_id),
        at=at,
        agency=loan.appointment.agency_id,
        data={
            "delegation": str(loan.id),
            "permissions": loan.permissions,
            "valid_from": loan.valid_from.isoformat(),
            "valid_until": loan.valid_until.isoformat(),
        },
    )
