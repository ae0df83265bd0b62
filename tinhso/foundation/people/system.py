"""Manifest of people, and how Refs of people and organisations are described."""

from tinhso.foundation.people import queries
from tinhso.foundation.people.models import ORGANISATION, PERSON
from tinhso.kernel.refs import RefKind, ref_kinds
from tinhso.kernel.systems import System, systems

systems.register(
    System(
        name="people",
        title="Con người và tổ chức",
        summary="Người, tổ chức và ai được thay mặt ai, đến ngày nào.",
    )
)
ref_kinds.register(RefKind(kind=PERSON, title="Người", resolve=queries.resolve_people))
ref_kinds.register(RefKind(kind=ORGANISATION, title="Tổ chức", resolve=queries.resolve_organisations))
