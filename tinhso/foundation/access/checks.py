"""System checks: what would otherwise be noticed only by who signs in. `serve` does not start over an error."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register("security")
def eid_is_real_in_production(**_: Any) -> list[CheckMessage]:
    """In production the system of electronic identities is not our simulator, speaks TLS and knows us."""
    if not settings.PRODUCTION or not settings.EID_ISSUER:
        return []
    addresses = {"TINHSO_EID_ISSUER": settings.EID_ISSUER, **settings.EID_ENDPOINTS}
    faults = [
        f"{name} is not an https address" for name, one in addresses.items() if not one.startswith("https://")
    ]
    faults += [f"{name} is the simulator" for name, one in addresses.items() if "/mo-phong/" in one]
    if not settings.EID_CLIENT_ID or not settings.EID_CLIENT_SECRET:
        faults.append("TINHSO_EID_CLIENT_ID and TINHSO_EID_CLIENT_SECRET are needed with TINHSO_EID_ISSUER")
    if settings.EID_LEVELS["1"] == settings.EID_LEVELS["2"]:
        faults.append("TINHSO_EID_LEVELS calls both levels the same")
    return [Error(fault, id="access.E001") for fault in faults]
