"""What there is of a counter in the world: a number called, a person who is helped, one who waits with a slip."""

from __future__ import annotations

from datetime import datetime

from tinhso.foundation.people.actions import create_person
from tinhso.foundation.people.models import Person
from tinhso.foundation.units.queries import agency
from tinhso.government.counter import actions
from tinhso.government.counter.rules import Consent
from tinhso.government.counter.tests.factories import call, draw, make_groups
from tinhso.government.counter.tests.slips import closed, prepare, written
from tinhso.government.dossiers.tests.factories import BIRTH, Office
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM


def make_counter_side(office: Office, *, at: datetime) -> dict[str, object]:
    """The parts of addresses that lead to it."""
    make_groups()
    draw(office, at=at)
    helped = create_person(
        actor=SYSTEM,
        at=at,
        name="Lê Thị Được Giúp",
        national_id="084170001231",
        assurance=Person.Assurance.CHECKED,
    )
    assistance = actions.begin_helping(
        actor=office.clerk, counter=agency(office.centre.id, on=clock.local(at).date()), person=helped.id,
        procedure=BIRTH, commune=office.unit, receives=True, consent=Consent.SPOKEN, ticket=None, at=at,
    )  # fmt: skip
    device = prepare(office, at=at)
    envelope = closed(written(at), public=device.public, code=device.codes[0])
    slip = actions.take_slip(actor=office.clerk, code=device.codes[0], envelope=envelope, at=at)
    return {
        "counter": office.centre.key, "ticket": call(office, at=at).id, "assistance": assistance.id,
        "slip": slip.id, "provisional": device.codes[1],
    }  # fmt: skip
