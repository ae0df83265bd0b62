"""What dossiers do by themselves: signing results, keeping the clocks, erasing what its retention has ended for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.changing import ADVANCE_JOB
from tinhso.government.dossiers.actions.counting import RECOUNT_JOB
from tinhso.government.dossiers.actions.issuing import ISSUE_JOB
from tinhso.government.dossiers.actions.late_steps import LATE_STEP_JOB, TELL_LATE_STEP_JOB
from tinhso.government.dossiers.actions.lateness import TELL_JOB, WARN_JOB
from tinhso.government.dossiers.actions.looking_up import LOOK_UP_JOB
from tinhso.government.dossiers.actions.pausing import RESUME_JOB
from tinhso.government.dossiers.actions.registering import PRINT_REGISTER_JOB
from tinhso.government.dossiers.actions.retaining import ERASE_JOB
from tinhso.government.dossiers.actions.scanning import SIGN_SCAN_JOB
from tinhso.government.dossiers.actions.working import SILENCE_JOB
from tinhso.government.dossiers.queries.officials import due_soon_letter, late_step_letter
from tinhso.kernel import clock
from tinhso.kernel.deliveries import every, job
from tinhso.kernel.deliveries.models import Delivery


@job(ADVANCE_JOB)
def advance_linked(payload: dict[str, Any], delivery: Delivery) -> None:
    """Look at one linked filing again."""
    actions.advance(dossier=UUID(payload["dossier"]), at=clock.now())


@job(ISSUE_JOB, outside=True)
def issue_result(payload: dict[str, Any], delivery: Delivery) -> None:
    """Typeset, sign, seal and issue an approved and numbered result."""
    from tinhso.government.dossiers.engine.printing import issue

    issue(dossier=UUID(payload["dossier"]), at=clock.now())


@job(SIGN_SCAN_JOB, outside=True)
def sign_scan(payload: dict[str, Any], delivery: Delivery) -> None:
    """Sign one scan."""
    from tinhso.government.dossiers.engine.scanning import sign_scan

    sign_scan(scan=UUID(payload["scan"]), at=clock.now())


@job(LOOK_UP_JOB, outside=True, lease="2m")
def look_up(payload: dict[str, Any], delivery: Delivery) -> None:
    """Ask the registers that stand in for the papers of one dossier."""
    actions.look_up(dossier=UUID(payload["dossier"]), at=clock.now(), changed=payload.get("changed", False))


@every("10m", key="dossiers.clocks")
def keep_clocks(delivery: Delivery) -> None:
    """Find the pauses that have lasted their most, and the steps at which silence is an answer by now."""
    actions.resume_ended(at=clock.now())
    actions.take_silences(at=clock.now())


@job(RESUME_JOB)
def resume(payload: dict[str, Any], delivery: Delivery) -> None:
    """Let one dossier go on."""
    actions.resume_by_itself(dossier=UUID(payload["dossier"]), at=clock.now())


@job(SILENCE_JOB)
def take_silence(payload: dict[str, Any], delivery: Delivery) -> None:
    """Leave one step by silence."""
    actions.take_silence(
        dossier=UUID(payload["dossier"]), assignment=UUID(payload["assignment"]), at=clock.now()
    )


@job(RECOUNT_JOB)
def recount(payload: dict[str, Any], delivery: Delivery) -> None:
    """Hold one dossier against the calendar as it is known now."""
    actions.recount(dossier=UUID(payload["dossier"]), at=clock.now())


@every("1d", key="dossiers.erase_expired")
def erase_expired(delivery: Delivery) -> None:
    """Find the dossiers whose retention has ended."""
    actions.erase_expired(at=clock.now())


@job(ERASE_JOB)
def erase(payload: dict[str, Any], delivery: Delivery) -> None:
    """Erase one of them."""
    actions.erase(dossier=UUID(payload["dossier"]), at=clock.now())


@every("1h", key="dossiers.warn_due_soon")
def warn_due_soon(delivery: Delivery) -> None:
    """Find the dossiers that come due."""
    actions.warn_due_soon(at=clock.now())


@job(WARN_JOB)
def warn(payload: dict[str, Any], delivery: Delivery) -> None:
    """Warn of one of them."""
    actions.warn(dossier=UUID(payload["dossier"]), at=clock.now())


@job(TELL_JOB, outside=True)
def tell_due_soon(payload: dict[str, Any], delivery: Delivery) -> None:
    """The warning to one official, at the work address; the delivery's own id keeps it from being read twice."""
    _write(delivery, due_soon_letter(dossier=UUID(payload["dossier"]), account=UUID(payload["account"])))


@every("10m", key="dossiers.late_steps")
def find_late_steps(delivery: Delivery) -> None:
    """Find the steps past their own due time."""
    actions.find_late_steps(at=clock.now())


@job(LATE_STEP_JOB)
def tell_late_step(payload: dict[str, Any], delivery: Delivery) -> None:
    """Have those told who are to know of one of them."""
    actions.tell_late_step(assignment=UUID(payload["assignment"]), at=clock.now())


@job(TELL_LATE_STEP_JOB, outside=True)
def write_late_step(payload: dict[str, Any], delivery: Delivery) -> None:
    """Word of it to one official, as of what comes due."""
    step, account = UUID(payload["assignment"]), UUID(payload["account"])
    _write(delivery, late_step_letter(assignment=step, account=account, at=clock.now()))


def _write(delivery: Delivery, letter: tuple[str, str, str] | None) -> None:
    from tinhso.foundation.notices.ports import Message, send_email

    if letter is not None:
        to, subject, text = letter
        send_email(Message(id=delivery.id, to=to, subject=subject, text=text, at=clock.now()))


@job(PRINT_REGISTER_JOB, outside=True)
def print_register(payload: dict[str, Any], delivery: Delivery) -> None:
    """Typeset a register that somebody asked for."""
    from tinhso.government.dossiers.engine.registering import print_register

    print_register(register=UUID(payload["register"]), at=clock.now())
