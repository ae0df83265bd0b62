"""What documents do by themselves: signing, sealing and issuing what was numbered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tinhso.government.documents.actions.issuing import ISSUE_JOB
from tinhso.kernel import clock
from tinhso.kernel.deliveries import job
from tinhso.kernel.deliveries.models import Delivery


@job(ISSUE_JOB, outside=True)
def issue_document(payload: dict[str, Any], delivery: Delivery) -> None:
    """Issue one document."""
    from tinhso.government.documents.engine.printing import issue

    issue(document=UUID(payload["document"]), at=clock.now())
