"""Writes about people. As with reads, the calling system has checked its own permission first; here stands
what must hold whoever calls: a citizen writes about oneself and about those one declared, nobody else."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tinhso.foundation.people import rules
from tinhso.foundation.people.models import PERSON, Mandate, Organisation, Person
from tinhso.kernel import ledger, sealing
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from tinhso.kernel.refs import Ref
from tinhso.kernel.text import nfc

_KEEPS_RECORDS = {ActorKind.OFFICIAL, ActorKind.MACHINE, ActorKind.SYSTEM}
ERASED_NAME = "(đã xóa)"


def create_person(
    *,
    actor: Actor,
    at: datetime,
    name: str,
    birth_date: str = "",
    sex: str = "",
    national_id: str = "",
    phone: str = "",
    email: str = "",
    address: str = "",
    assurance: Person.Assurance = Person.Assurance.DECLARED,
) -> Person:
    """Keep a person. Only an agency or the platform may call one proven; a citizen declares."""
    _must_be_someone(actor)
    if actor.kind not in _KEEPS_RECORDS and assurance != Person.Assurance.DECLARED:
        raise NotAllowed(_("Chỉ cơ quan có thẩm quyền được xác nhận danh tính."))
    values = _read(
        name=name,
        birth_date=birth_date,
        national_id=national_id,
        phone=phone,
        email=email,
        address=address,
    )
    person = Person(
        key=sealing.new_key(PERSON),
        name=values["name"],
        birth_date=values["birth_date"],
        sex=Person.Sex(sex) if sex else "",
        assurance=assurance,
        declared_by=None if actor.kind in _KEEPS_RECORDS else actor.account,
        created_at=at,
    )
    for field in ("national_id", "phone", "email", "address"):
        person.put(field, values[field])
    with transaction.atomic():
        _save_once(person, new=True)
        ledger.record(
            actor=actor, verb="people.person_created", about=person.ref, at=at, subjects=(person.ref,),
            data={"assurance": str(assurance)},
        )  # fmt: skip
    return person


def confirm_person(
    *, actor: Actor, at: datetime, person: UUID, national_id: str, assurance: Person.Assurance
) -> Person:
    """Mark a person as proven by papers or e-ID, under the personal number these show."""
    if actor.kind not in _KEEPS_RECORDS:
        raise NotAllowed(_("Chỉ cơ quan có thẩm quyền được xác nhận danh tính."))
    values = _read(national_id=national_id)
    with transaction.atomic():
        found = _locked(person)
        found.assurance = assurance
        found.put("national_id", values["national_id"])
        _save_once(found)
        ledger.record(
            actor=actor, verb="people.person_confirmed", about=found.ref, at=at, subjects=(found.ref,),
            data={"assurance": str(assurance)},
        )  # fmt: skip
    return found


def update_contacts(
    *,
    actor: Actor,
    at: datetime,
    person: UUID,
    phone: str | None = None,
    email: str | None = None,
    address: str | None = None,
) -> Person:
    """Change how a person is reached; what is not given stays, an empty text removes."""
    given = {
        field: value
        for field, value in (("phone", phone), ("email", email), ("address", address))
        if value is not None
    }
    values = _read(**given)
    with transaction.atomic():
        found = _locked(person)
        _must_answer_for(actor, found)
        for field in given:
            found.put(field, values[field])
        found.save()
        ledger.record(
            actor=actor, verb="people.contacts_updated", about=found.ref, at=at, subjects=(found.ref,),
            data={"fields": sorted(given)},
        )  # fmt: skip
    return found


def create_organisation(
    *,
    actor: Actor,
    at: datetime,
    name: str,
    kind: Organisation.Kind,
    tax_code: str = "",
    address: str = "",
    phone: str = "",
    email: str = "",
) -> Organisation:
    """Keep an organisation."""
    _must_be_someone(actor)
    values = _read(name=name, tax_code=tax_code, phone=phone, email=email)
    code = values["tax_code"]
    personal = len(code) == rules.PERSONAL_DIGITS
    organisation = Organisation(
        key=sealing.new_key("people.organisation"),
        name=values["name"],
        kind=kind,
        tax_code="" if personal else code,
        address=nfc(address),
        declared_by=None if actor.kind in _KEEPS_RECORDS else actor.account,
        created_at=at,
    )
    organisation.put("national_id", code if personal else "")
    organisation.put("phone", values["phone"])
    organisation.put("email", values["email"])
    with transaction.atomic():
        organisation.save(force_insert=True)
        ledger.record(actor=actor, verb="people.organisation_created", about=organisation.ref, at=at)
    return organisation


def grant_mandate(
    *,
    actor: Actor,
    at: datetime,
    principal: Ref,
    agent: UUID,
    kind: Mandate.Kind,
    valid_from: date,
    valid_until: date | None = None,
    evidence: Ref | None = None,
) -> Mandate:
    """Let one person act for another or for an organisation.

    An agency may after seeing the evidence; a person may for oneself; and one may become the agent of those
    one declared, who are known to nobody else.
    """
    if valid_until is not None and valid_until <= valid_from:
        raise Invalid(faults=[Fault("valid_until", _("Ngày hết hiệu lực phải sau ngày bắt đầu."))])
    holder: Person | Organisation | None
    holders = Person.objects if principal.kind == PERSON else Organisation.objects
    holder = holders.filter(id=principal.id, erased_at=None).first()
    if holder is None or not Person.objects.filter(id=agent, erased_at=None).exists():
        raise NotFound(_("Không tìm thấy người hoặc tổ chức được đại diện."))
    if principal == Ref(PERSON, agent):
        raise Invalid(faults=[Fault("agent", _("Không ai cần được ủy quyền để làm việc của chính mình."))])
    for_oneself = actor.person is not None and principal == Ref(PERSON, actor.person)
    declared = actor.person == agent and actor.account is not None and actor.account == holder.declared_by
    if actor.kind not in _KEEPS_RECORDS and not for_oneself and not declared:
        raise NotAllowed(
            _("Ông/bà chưa được xác nhận là người đại diện."),
            next_step=_("Mang giấy tờ chứng minh đến bộ phận một cửa để được xác nhận."),
        )
    mandate = Mandate(
        principal=principal,
        agent_id=agent,
        kind=kind,
        valid_from=valid_from,
        valid_until=valid_until,
        evidence=evidence,
        assurance=Person.Assurance.CHECKED if actor.kind in _KEEPS_RECORDS else Person.Assurance.DECLARED,
        created_at=at,
    )
    with transaction.atomic():
        mandate.save(force_insert=True)
        _record_mandate(actor, "people.mandate_granted", mandate, at)
    return mandate


def revoke_mandate(*, actor: Actor, at: datetime, mandate: UUID) -> Mandate:
    """End a mandate now: the principal may, the agent may, and an agency may."""
    with transaction.atomic():
        found = Mandate.objects.select_for_update().filter(id=mandate).first()
        party = (
            found is not None
            and actor.person is not None
            and (actor.person == found.agent_id or Ref(PERSON, actor.person) == found.principal)
        )
        if found is None or not (party or actor.kind in _KEEPS_RECORDS):
            raise NotFound(_("Không tìm thấy việc ủy quyền này."))
        if found.revoked_at is not None:
            raise Conflict(_("Việc ủy quyền này đã chấm dứt."))
        found.revoked_at = at
        found.save(update_fields=["revoked_at"])
        _record_mandate(actor, "people.mandate_revoked", found, at)
    return found


def erase_person(*, actor: Actor, at: datetime, person: UUID, basis: str) -> None:
    """Erase a person: name and birth leave the row, and the key to everything sealed is destroyed for good.

    The key goes last: a failure before leaves the person whole, after it doing it again finishes the rest.
    """
    with transaction.atomic():
        found = _locked(person, erased=True)
        _must_answer_for(actor, found)
        found.name, found.birth_date, found.sex, found.erased_at = ERASED_NAME, "", "", found.erased_at or at
        for field in ("national_id", "phone", "email", "address"):
            found.put(field, "")
        found.save()
        Mandate.objects.filter(principal=found.ref, revoked_at=None).update(revoked_at=at)
        Mandate.objects.filter(agent=found, revoked_at=None).update(revoked_at=at)
        ledger.record(
            actor=actor,
            verb="people.person_erased",
            about=found.ref,
            at=at,
            subjects=(found.ref,),
            basis=basis,
        )
        sealing.destroy(found.key)


def _read(**given: str) -> dict[str, str]:
    """The stored forms of what was typed; every fault at once."""
    readers = {
        "name": _read_name,
        "birth_date": lambda text: rules.PartialDate.read(text).stored(),
        "national_id": lambda text: rules.read_national_id(text).number,
        "tax_code": rules.read_tax_code,
        "phone": rules.read_mobile,
        "email": _read_email,
        "address": nfc,
    }
    values, faults = {}, []
    for field, text in given.items():
        try:
            values[field] = readers[field](text) if text.strip() or field == "name" else ""
        except ValueError as error:
            faults.append(Fault(field, str(error)))
    if faults:
        raise Invalid(faults=faults)
    return values


def _read_name(text: str) -> str:
    name = nfc(text)
    if not 2 <= len(name) <= 150 or any(letter.isdigit() for letter in name):
        raise ValueError(_("Ghi đầy đủ họ, chữ đệm và tên."))
    return name


def _read_email(text: str) -> str:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    email = nfc(text).lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValueError(_("Địa chỉ thư điện tử chưa đúng, ví dụ: ten@vinhlong.vn.")) from error
    return email


def _save_once(person: Person, *, new: bool = False) -> None:
    try:
        with transaction.atomic():
            person.save(force_insert=new)
    except IntegrityError as error:
        raise Conflict(_("Số định danh cá nhân này đã được xác nhận cho một người khác.")) from error


def _locked(person: UUID, *, erased: bool = False) -> Person:
    found = Person.objects.select_for_update().filter(id=person).first()
    if found is None or (found.erased_at is not None and not erased):
        raise NotFound(_("Không tìm thấy người này."))
    return found


def _must_be_someone(actor: Actor) -> None:
    if actor.kind == ActorKind.ANONYMOUS:
        raise NotAllowed(_("Ông/bà cần đăng nhập để khai thông tin."))


def _must_answer_for(actor: Actor, person: Person) -> None:
    mine = actor.person == person.id or (actor.account is not None and actor.account == person.declared_by)
    if actor.kind not in _KEEPS_RECORDS and not mine:
        raise NotAllowed(_("Ông/bà chỉ sửa được thông tin của mình và của người mình đã khai."))


def _record_mandate(actor: Actor, verb: str, mandate: Mandate, at: datetime) -> None:
    subjects = {Ref(PERSON, mandate.agent_id)} | (
        {mandate.principal} if mandate.principal.kind == PERSON else set()
    )
    ledger.record(
        actor=actor, verb=verb, about=Ref("people.mandate", mandate.id), at=at, subjects=subjects,
        data={"kind": mandate.kind, "principal": str(mandate.principal)},
    )  # fmt: skip
