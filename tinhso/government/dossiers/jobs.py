"""What dossiers do by themselves: signing results, erasing what its retention has ended for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.issuing import ISSUE_JOB
from tinhso.government.dossiers.actions.retaining import ERASE_JOB
from tinhso.kernel import clock
from tinhso.kernel.deliveries import every, job
from tinhso.kernel.deliveries.models import Delivery


@job(ISSUE_JOB, outside=True)
def issue_result(payload: dict[str, Any], delivery: Delivery) -> None:
    """Typeset, sign, seal and issue an approved and numbered result."""
    from tinhso.government.dossiers.engine.printing import issue

    issue(dossier=UUID(payload["dossier"]), at=clock.now())


@every("1d", key="dossiers.erase_expired")
def erase_expired(delivery: Delivery) -> None:
    """Find the dossiers whose retention has ended."""
    actions.erase_expired(at=clock.now())


@job(ERASE_JOB)
def erase(payload: dict[str, Any], delivery: Delivery) -> None:
    """Erase one of them."""
    actions.erase(dossier=UUID(payload["dossier"]), at=clock.now())
