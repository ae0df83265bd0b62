"""What a province's own tables say of one dossier: `python -m tests.journeys.telling CODE` prints it as JSON."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django


def tell(code: str) -> dict[str, Any]:
    """Transitions with time and due, assignments, notices, printed forms, and the proof that the ledger holds it."""
    from tinhso.foundation.notices.models import Notice
    from tinhso.foundation.workflow.queries import trail
    from tinhso.government.dossiers.models import Dossier
    from tinhso.kernel.ledger.queries import acts_about, proof_of

    dossier = Dossier.objects.select_related("procedure").get(code=code)
    acts = acts_about(about=dossier.ref)
    return {
        "procedure": dossier.procedure.code,
        "phase": dossier.phase,
        "due_at": dossier.due_at.isoformat() if dossier.due_at else None,
        "due_trace": dossier.due_trace,
        "transitions": [
            {
                "act": act.verb,
                "at": act.at.isoformat(),
                "actor": act.actor_kind,
                "role": act.role,
                **{
                    key: act.data.get(key)
                    for key in ("from", "to", "step", "to_step", "due_before", "due_after")
                },
            }
            for act in acts
            if act.verb.startswith("dossiers.")
        ],
        "assignments": [
            {"step": one.step, "role": one.role, "due_at": one.due_at.isoformat(), "result": one.result()}
            for one in trail(about=dossier.ref)
        ],
        "notices": list(
            Notice.objects.filter(about=dossier.ref).order_by("created_at").values_list("kind", flat=True)
        ),
        "forms": list(dossier.forms_printed.order_by("printed_at").values_list("form", flat=True)),
        "proof": proof_of(act=acts[0].id),
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.project.settings")
    django.setup()
    sys.stdout.write(json.dumps(tell(sys.argv[1]), ensure_ascii=False))
