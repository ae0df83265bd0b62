"""What dossiers do by themselves: signing results, warning of dues, forgetting drafts nobody came back to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tinhso.government.dossiers.actions.issuing import ISSUE_JOB
from tinhso.kernel import clock
from tinhso.kernel.deliveries import job
from tinhso.kernel.deliveries.models import Delivery


@job(ISSUE_JOB, outside=True)
def issue_result(payload: dict[str, Any], delivery: Delivery) -> None:
    """Typeset, sign, seal and issue an approved and numbered result."""
    from tinhso.government.dossiers.engine.printing import issue

    issue(dossier=UUID(payload["dossier"]), at=clock.now())
