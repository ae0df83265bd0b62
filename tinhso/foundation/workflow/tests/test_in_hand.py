"""What an actor has in hand."""

from datetime import UTC, date, datetime

import pytest

from tinhso.foundation.units.models import Agency
from tinhso.foundation.workflow import queries
from tinhso.foundation.workflow.models import Assignment, Process
from tinhso.kernel.actors import SYSTEM, Actor, ActorKind, Seat
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def test_what_nobody_holds_is_in_the_hands_of_a_post_and_not_of_nobody() -> None:
    agency = Agency.objects.create(key="xa-thu")
    process = Process.objects.create(code="thu", effective_from=date(2026, 1, 1), title="Thử", body={})
    open_step = Assignment.objects.create(
        about=Ref("dossiers.dossier", new_id()), process=process, step="receive", title="Tiếp nhận",
        role="clerk", agency=agency, started_at=AT, due_at=AT,
    )  # fmt: skip
    clerk = Actor(ActorKind.OFFICIAL, account=new_id(), seats=(Seat("clerk", agency.id),))
    assert list(queries.in_hand(actor=clerk)) == [open_step]
    for nobody in (SYSTEM, Actor(ActorKind.MACHINE)):
        assert not queries.in_hand(actor=nobody).exists()
