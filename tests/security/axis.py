"""What there is of the document axis in the world: something on each side of it that waits for a person."""

from __future__ import annotations

from datetime import datetime, timedelta

from tinhso.contracts.documents import Change
from tinhso.government.axis import actions
from tinhso.government.axis.engine import samples
from tinhso.government.axis.formats.writing import write
from tinhso.government.axis.models import Package, Pin, Receipt, SimulatedEdoc
from tinhso.government.axis.rules import Sending
from tinhso.government.axis.tests.factories import X01, make_axis, place_of
from tinhso.government.dossiers.tests.factories import Office
from tinhso.kernel.ids import new_id
from tinhso.kernel.ledger.models import Act


def standing() -> object:
    """What the ledger says of it, and how much its simulator holds."""
    return Act.objects.filter(verb__startswith="axis.").count(), SimulatedEdoc.objects.count()


def make_axis_side(office: Office, *, at: datetime) -> dict[str, dict[str, object]]:
    """The parts of addresses that lead to it, under the scene `axis`."""
    make_axis(office)
    message = actions.keep(axis_id="axis-1", receiver="H61.101", raw=b"<edXML", at=at)
    actions.take(message=message.id, at=at)
    package = Package.objects.create(
        agency=office.committee, document=new_id(), kind=Change.NEW, message="axis-2", state=Sending.PARKED,
        name="05/QĐ-UBND", created_at=at, due_at=at,
    )  # fmt: skip
    Receipt.objects.create(package=package, code=X01.code, name=X01.name, state=Sending.PARKED, at=at)
    own = samples.document(sender=place_of(office), receiver=X01, at=at)
    edoc = SimulatedEdoc.objects.create(
        edoc="axis-3", kind="edoc", sender="H61.101", receiver=X01.code, body=write(own), at=at
    )
    assert office.records.account is not None
    pin = Pin.objects.create(
        code=X01.code, fingerprint="0" * 64, pem="", subject="CN=Mô Phỏng", not_after=at + timedelta(days=1),
        pinned_at=at, pinned_by_id=office.records.account,
    )  # fmt: skip
    return {
        "axis": {
            "message": message.id, "package": package.id, "edoc": edoc.id, "pin": pin.id, "code": X01.code,
        }
    }  # fmt: skip
