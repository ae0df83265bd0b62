"""Where a link of the portal leads. Published, so no actor is asked."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import intakes
from tinhso.foundation.procedures.queries import procedure as procedure_on
from tinhso.foundation.units.queries import agency_by_identifier
from tinhso.government.portalsync.rules import SIMULATOR, national_code
from tinhso.kernel import clock
from tinhso.kernel.errors import NotFound


def commune_of(identifier: str, *, on: date) -> str:
    """The commune of an agency by the portal's code of it; empty for one of the province. NotFound where there is none.

    Codes made up until the province publishes its own mean nothing to the real portal: there they lead nowhere.
    """
    found = agency_by_identifier(identifier, on=on)
    if found.provisional and settings.NATIONAL_PORTAL != SIMULATOR:
        raise NotFound(_("Mã cơ quan %(code)s là mã tạm của tỉnh, chưa được công bố.") % {"code": identifier})
    return found.unit_code


def address_for(*, procedure: str, agency: str, at: datetime) -> str:
    """The address of a procedure, by the province's code or the national one, at an agency by its identifier.

    An agency that is not known is left for the person to choose; NotFound for a procedure that is not.
    """
    on, code, intake = clock.local(at).date(), national_code(procedure), intakes.get("dossiers")
    if intake is None or not code:
        raise NotFound
    found = procedure_on(code=code, on=on)
    try:
        commune = commune_of(agency, on=on) if agency else ""
    except NotFound:
        commune = ""
    return intake.page(found.code, commune)
