"""What the house knows of a citizen and so does not ask again: first values of a form, marked, and theirs to change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tinhso.foundation.access.models import Account
from tinhso.foundation.forms.rules import first_answers
from tinhso.foundation.forms.shapes import Page
from tinhso.foundation.people.queries import contacts_of, person
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.drafts import Draft
from tinhso.government.dossiers.queries.pinned import bind_rules
from tinhso.government.dossiers.rules import Phase
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor

ADDRESS = "account.address"
_LOOKED_BACK = 3
"""Earlier requests of one's own that are opened for an address."""


def known_of(*, actor: Actor, at: datetime) -> Mapping[str, Any]:
    """What may fill a question that names its source (`account.name`, …): from the account, and where one lives as one
    wrote it last."""
    assert actor.person is not None
    oneself = person(actor=actor, person=actor.person, on=clock.local(at).date())
    contacts = contacts_of(actor=actor, person=actor.person, at=at, purpose="khai hồ sơ của chính mình")
    sources = {
        "account.name": oneself.name,
        "account.birth_date": oneself.birth_date,
        "account.sex": oneself.sex,
        "account.personal_number": contacts.national_id,
        "account.phone": contacts.phone or _own_number(actor),
        "account.email": contacts.email,
        ADDRESS: _last_address(actor) or contacts.address,
    }
    return {source: value for source, value in sources.items() if value}


def prefilled(draft: Draft, page: Page, *, actor: Actor, at: datetime) -> frozenset[str]:
    """The questions of a page that still hold what the house put there."""
    fillable = [question for question in page.questions if question.prefill]
    if not fillable or draft.form is None or actor.person != draft.dossier.submitter_id:
        return frozenset()
    first = first_answers(draft.form, known_of(actor=actor, at=at), draft.context)
    return frozenset(
        question.key
        for question in fillable
        if question.key in first and draft.answers.get(question.key) == first[question.key]
    )


def _own_number(actor: Actor) -> str:
    """The number the account was opened with."""
    account = Account.objects.filter(id=actor.account).first() if actor.account else None
    return account.phone if account else ""


def _last_address(actor: Actor) -> Mapping[str, str] | None:
    """Where one lives, as the latest request one sent says it."""
    sent = Dossier.objects.filter(submitter=actor.person, erased_at=None).exclude(phase=Phase.DRAFT)
    for dossier in sent.order_by("-created_at")[:_LOOKED_BACK]:
        bind_rules(dossier)
        asked = (
            [one.key for one in dossier.form.shape.questions() if one.prefill == ADDRESS]
            if dossier.form
            else []
        )
        answers = dossier.envelope()["answers"] if asked else {}
        lived = [answer for key in asked if isinstance(answer := answers.get(key), dict)]
        if lived:
            return lived[0]
    return None
