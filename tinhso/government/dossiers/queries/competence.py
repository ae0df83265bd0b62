"""Which agency decides, which receives; who is who in a filing."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.foundation.people.models import Organisation, Person
from tinhso.foundation.people.queries import principals_of
from tinhso.foundation.procedures.shapes import ProcedureBody
from tinhso.foundation.units.models import Agency, AgencyKind
from tinhso.foundation.units.queries import agencies, agency, agency_of_commune, department
from tinhso.kernel.errors import Fault, Invalid, NotAllowed, NotFound
from tinhso.kernel.statements import prepared

_BY_COMMUNE = {
    "commune_office": (AgencyKind.COMMUNE, AgencyKind.COMMUNE_CENTRE),
    "commune_police": (AgencyKind.COMMUNE_POLICE, AgencyKind.COMMUNE_CENTRE),
}
ASKS_COMMUNE = frozenset({*_BY_COMMUNE, "social_insurance"})
"""Whose competence or one-stop unit follows from the commune."""
_ONE_STOP = (AgencyKind.COMMUNE_CENTRE, AgencyKind.CENTRE)
_BY_KIND = {"land_office": AgencyKind.LAND_OFFICE, "province": AgencyKind.PROVINCE}


def competent_agencies(body: ProcedureBody, *, commune: str, on: date) -> tuple[Agency, Agency]:
    """The agency that decides and the one-stop unit that receives; Invalid when the commune has none.

    What a department decides the provincial centre receives, what social insurance decides the commune's (Decree
    118/2025, art. 14; which of the two is assumed).
    """
    try:
        if body.competent in _BY_COMMUNE:
            decides, receives = _BY_COMMUNE[body.competent]
            return (
                agency_of_commune(commune, decides, on=on).agency,
                agency_of_commune(commune, receives, on=on).agency,
            )
        if body.competent == "social_insurance":
            centre = agency_of_commune(commune, AgencyKind.COMMUNE_CENTRE, on=on).agency
            return _only(AgencyKind.SOCIAL_INSURANCE, on), centre
        centre = _only(AgencyKind.CENTRE, on)
        if body.competent == "department":
            return department(body.department, on=on).agency, centre
        return _only(_BY_KIND[body.competent], on), centre
    except NotFound as error:
        raise Invalid(
            _("Chưa xác định được cơ quan giải quyết."),
            next_step=_("Chọn xã, phường nơi ông/bà muốn nộp hồ sơ."),
            faults=[Fault("commune", _("Chọn xã, phường của tỉnh."))],
        ) from error


def one_stop_unit(id: UUID, *, on: date) -> Agency:
    """A one-stop unit of the province: any of them receives for any of its agencies (Decree 118/2025, art. 14).

    Invalid for an agency of another kind.
    """
    found = agency(id, on=on)
    if found.kind not in _ONE_STOP:
        raise Invalid(_("%(agency)s không phải bộ phận một cửa.") % {"agency": found.name})
    return found.agency


def _only(kind: AgencyKind, on: date) -> Agency:
    found = agencies(on=on, kind=kind)
    if not found:
        raise NotFound(_("không có %(kind)s") % {"kind": kind.label})
    return found[0].agency


@prepared
def _person(id: UUID) -> QuerySet[Person]:
    return Person.objects.filter(id=id)


def acting_for(*, agent: UUID, principal: UUID | None, on: date) -> tuple[Person, Organisation | None]:
    """The owner of a request, and the organisation where it is one's: the agent, or whoever the agent has a
    mandate for on that day. NotAllowed without one."""
    if principal is None or principal == agent:
        return _person(agent)[0], None
    if principal not in principals_of(agent=agent, on=on):
        raise NotAllowed(
            _("Ông/bà chưa có ủy quyền còn hiệu lực của người này."),
            next_step=_(
                "Thêm người được đại diện trong mục “Làm thay người khác”, hoặc đến bộ phận một cửa."
            ),
        )
    person = Person.objects.filter(id=principal).first()
    if person is not None:
        return person, None
    return Person.objects.get(id=agent), Organisation.objects.get(id=principal)
