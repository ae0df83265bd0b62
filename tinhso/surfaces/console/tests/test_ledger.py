"""How the ledger stands, and checking it: by the worker, one at a time, with what it found kept."""

from __future__ import annotations

import pytest
from django.db import transaction

from tinhso.foundation.access.tests.factories import actor_of
from tinhso.foundation.packs.models import AppliedPack
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Conflict, NotAllowed
from tinhso.kernel.ledger import record
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.ledger.queries import latest_checkpoint
from tinhso.kernel.ledger.sealer import seal_visible, sign_checkpoint
from tinhso.surfaces.console import actions
from tinhso.surfaces.console.models import Verification
from tinhso.surfaces.console.tests.factories import at_console, delivery, operator

# What is sealed is sealed by a worker of its own, and the check runs without a transaction.
pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/quan-tri/so-nhat-ky/"
CHECK = f"{PAGE}kiem-tra/"


def sealed() -> None:
    """Some acts, all of them sealed and covered by a checkpoint."""
    admin = actor_of(operator()[1])
    for _ in range(3):
        actions.replay_one(actor=admin, delivery=delivery(handler="search.rebuild").id, at=clock.now())
    Delivery.objects.all().delete()
    seal_visible()
    sign_checkpoint(at=clock.now())


def result(page: str) -> str:
    return next(
        words for words in ("Nguyên vẹn", "chỗ sai", "Đang chờ kết quả", "Chưa có lần") if words in page
    )


def test_the_page_tells_size_seals_and_the_checkpoint() -> None:
    sealed()
    page = at_console().get(PAGE).content.decode()
    checkpoint = latest_checkpoint()
    assert checkpoint
    assert f"so-nhat-ky\n{checkpoint.size}\n" in page
    assert "Kiểm tra ngay" in page


def test_an_act_names_what_it_is_about() -> None:
    applied = AppliedPack.objects.create(
        name="delta", title="Quy định của châu thổ", digest="", applied_at=clock.now()
    )
    with transaction.atomic():
        act = record(actor=SYSTEM, verb="tests.applied", about=applied.ref, at=clock.now())
    page = at_console().get(f"{PAGE}{act.id}/").content.decode()
    assert "Quy định của châu thổ" in page
    assert str(applied.ref) in page


def test_before_the_first_checkpoint_there_is_nothing_to_check() -> None:
    answer = at_console().post(CHECK)
    assert answer.status_code == 409
    assert "chưa có điểm niêm" in answer.content.decode()


def test_a_check_is_done_by_the_worker_and_its_result_shown() -> None:
    sealed()
    client = at_console()
    assert client.post(CHECK).status_code == 303
    assert result(client.get(PAGE).content.decode()) == "Đang chờ kết quả"
    work_off()
    assert result(client.get(PAGE).content.decode()) == "Nguyên vẹn"
    check = Verification.objects.get()
    assert check.size
    assert check.stands
    assert Act.objects.filter(verb="console.ledger_checked", data__faults=0).exists()


def test_what_was_altered_is_found() -> None:
    sealed()
    client = at_console()
    Act.objects.filter(position=1).update(verb="console.nothing_happened")
    client.post(CHECK)
    work_off()
    assert result(client.get(PAGE).content.decode()) == "chỗ sai"


def test_what_is_sealed_after_the_checkpoint_is_no_fault() -> None:
    sealed()
    client = at_console()
    client.post(CHECK)
    seal_visible()
    work_off()
    assert Verification.objects.get().stands


def test_one_check_at_a_time() -> None:
    sealed()
    client = at_console()
    client.post(CHECK)
    again = client.post(CHECK)
    assert again.status_code == 409
    assert "đang chờ kết quả" in again.content.decode()
    assert Delivery.objects.filter(handler="console.verify_ledger").count() == 1
    work_off()
    assert client.post(CHECK).status_code == 303


def test_a_check_that_is_done_stays_as_it_is() -> None:
    sealed()
    admin = actor_of(operator()[1])
    asked = actions.ask_for_check(actor=admin, at=clock.now())
    first = actions.check_ledger(verification=asked.id, at=clock.now())
    again = actions.check_ledger(verification=asked.id, at=clock.now())
    assert again.done_at == first.done_at
    assert Act.objects.filter(verb="console.ledger_checked").count() == 1


def test_asking_is_guarded() -> None:
    sealed()
    with pytest.raises(NotAllowed):
        actions.ask_for_check(actor=actor_of(operator("clerk")[1]), at=clock.now())
    with pytest.raises(Conflict):
        auditor = actor_of(operator("auditor")[1])
        actions.ask_for_check(actor=auditor, at=clock.now())
        actions.ask_for_check(actor=auditor, at=clock.now())


def test_an_act_shows_its_place_in_the_tree() -> None:
    sealed()
    act = Act.objects.filter(verb="console.delivery_replayed").order_by("position")[0]
    page = at_console().get(f"{PAGE}{act.id}/").content.decode()
    assert "Bằng chứng nằm trong sổ" in page
    assert "console.delivery_replayed" in page
