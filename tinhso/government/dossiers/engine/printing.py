"""Papers of a dossier, typeset: the one-stop forms and the signed result."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.foundation.access.queries import title_of
from tinhso.foundation.files.actions import keep
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.packs.keeping import one_state
from tinhso.foundation.packs.queries import code_list
from tinhso.foundation.papers.engine import render
from tinhso.foundation.papers.heads import authority_lines, head_of
from tinhso.foundation.payments.queries.intents import intents_about
from tinhso.foundation.signing.actions import sign
from tinhso.foundation.signing.queries import spec_of
from tinhso.foundation.signing.rules import SignerSpec
from tinhso.foundation.units.queries import agency, agency_names
from tinhso.foundation.workflow.queries import trail
from tinhso.government.dossiers.actions.issuing import finish_issue
from tinhso.government.dossiers.engine.contents import BIRTH, BUSINESS, paper_of
from tinhso.government.dossiers.models import Apology, Dossier, Original, PrintedForm, Result
from tinhso.government.dossiers.queries.form_sets import form_set
from tinhso.government.dossiers.queries.lateness import LATE_REASONS
from tinhso.government.dossiers.queries.page import OpenDossier, content_of, find, open_dossier
from tinhso.government.dossiers.rules import APOLOGY_CLAUSE
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import Conflict
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.money import format_dong
from tinhso.kernel.refs import Ref


@one_state()
def print_form(*, dossier: UUID, use: str, act: UUID, at: datetime) -> PrintedForm | None:
    """Typeset the form for a use (`receipt`, `apology` …) for one act, as the set in force that day has it, and keep
    it; the same act prints it once. None where the set has no such form."""
    forms = form_set(on=clock.local(at).date())
    if use not in forms.forms:
        return None
    form, title = forms.forms[use]
    printed = PrintedForm.objects.filter(act=act, form=form).first()
    if printed is not None:
        return printed
    page = open_dossier(actor=SYSTEM, dossier=dossier, at=at)
    issuer = page.dossier.agency_id if use == "apology" else page.dossier.counter_id
    data = _head(page.dossier, issuer, at) | _one_stop(page, at) | _BODIES[use](page, act)
    data |= {"form": form, "title": title, "circular": forms.circular}
    content = render(use.replace("_", "-"), data, at=at)
    file = _store(page.dossier, content, name=f"mau-{form}-{page.dossier}.pdf", at=at)
    return PrintedForm.objects.create(dossier=page.dossier, form=form, act=act, file=file, printed_at=at)


@one_state()
def issue(*, dossier: UUID, at: datetime) -> Dossier:
    """Typeset the approved and numbered result, sign it with the leader's key, then seal it with the agency's."""
    found = find(actor=SYSTEM, dossier=dossier)
    result = Result.objects.select_related("approved_by").filter(dossier=found).first()
    if result is None or result.number is None or result.approved_by is None:
        raise Conflict(_("Kết quả chưa được duyệt ký và cấp số."))
    if result.issued_at is not None:
        return found
    assert result.numbered_at is not None
    # Its day is that of its number, however long the signing waits: a number of the old year has no day of the new.
    data = _result_data(found, result, signatory=result.approved_by.name, at=result.numbered_at)
    paper = render(paper_of(found), data, at=at)
    signers = _signers(found, leader=result.approved_by.id, at=at)
    signed = sign(paper, signers=signers, at=at)
    digest = hashlib.sha256(signed).hexdigest()
    file = _store(found, signed, name=f"ket-qua-{found}.pdf", at=at)
    return finish_issue(dossier=dossier, file=file, digest=digest, at=at)


def _result_data(dossier: Dossier, result: Result, *, signatory: str, at: datetime) -> dict[str, Any]:
    """Everything the paper shows: what was approved, and the head and foot that make it a document."""
    office = agency(dossier.agency_id, on=clock.local(at).date())
    data = content_of(dossier, result)
    data |= _head(dossier, dossier.agency_id, at)
    data |= {
        "number": result.notation or "…",
        "signatory": {"titles": authority_lines(result.approved_as or "Chủ tịch"), "name": signatory},
        "recipients": ["Người nộp hồ sơ", "Lưu: VT"],
        "verify_url": f"{settings.PUBLIC_URL}/kiem-tra/{result.id}",
    }
    if paper_of(dossier) == BIRTH:
        data |= {"registered_at": office.name, "registered_on": clock.local(at).date()}
    if paper_of(dossier) == BUSINESS:
        data |= {"first_registered_on": clock.local(at).date()}
    return data


def _signers(dossier: Dossier, *, leader: UUID, at: datetime) -> list[SignerSpec]:
    holders = (Ref("access.account", leader), Ref("units.agency", dossier.agency_id))
    specs = []
    for holder in holders:
        spec = spec_of(holder=holder, reason=str(dossier), at=at)
        if spec is None:
            raise Conflict(_("Chưa có chứng thư số còn hiệu lực cho %(holder)s.") % {"holder": holder.kind})
        specs.append(spec)
    return specs


def _store(dossier: Dossier, content: bytes, *, name: str, at: datetime) -> StoredFile:
    return keep(content=content, name=name, key=dossier.key, owner=dossier.ref, at=at)


def _head(dossier: Dossier, issuer: UUID, at: datetime) -> dict[str, Any]:
    day = clock.local(at).date()
    return head_of(agency(issuer, on=day), day) | {
        "code": str(dossier),
        "verify_url": f"{settings.PUBLIC_URL}/tra-cuu/?ma={dossier}",
    }


def _one_stop(page: OpenDossier, at: datetime) -> dict[str, Any]:
    dossier = page.dossier
    office = agency(dossier.counter_id, on=clock.local(at).date())
    return {
        "unit": office.name,
        "applicant": {
            "name": dossier.owner.name,
            "address": dossier.owner.open("address"),
            "phone": dossier.submitter.open("phone"),
            "email": dossier.submitter.open("email"),
        },
        "procedure": dossier.procedure.name,
    }


def _receipt(page: OpenDossier, act: UUID) -> dict[str, Any]:
    dossier = page.dossier
    received_at = Act.objects.values_list("at", flat=True).get(id=act)
    return {
        "papers": [
            {"name": dossier.form.shape.title if dossier.form else dossier.procedure.name, "originals": 1},
            *({"name": paper.title, "copies": 1} for paper in page.papers),
            *({"name": one.title, "originals": one.count} for one in _kept(dossier)),
        ],
        "time_limit": dossier.due_trace[0] if dossier.due_trace else "Chưa công bố thời hạn",
        "received_at": received_at,
        "due_at": dossier.due_at or received_at,
        "result_at": "Trên Cổng dịch vụ và tại nơi tiếp nhận",
        "receiver": _actor_name(page, act),
    }


def _supplement(page: OpenDossier, act: UUID) -> dict[str, Any]:
    latest = page.supplements[-1]
    return {
        "number": f"{latest.supplement.number:02d}/HDHS",
        "items": [{"name": words.title, "note": f"{words.fault} {words.remedy}"} for words in latest.items],
        "reason": latest.supplement.basis or "Hồ sơ chưa đầy đủ, chưa chính xác theo quy định.",
        "officer": _actor_name(page, act),
    }


def _refusal(page: OpenDossier, act: UUID) -> dict[str, Any]:
    done = Act.objects.get(id=act)
    return {
        "reasons": [page.notes.get(act, "")],
        "legal_basis": [done.data.get("basis", "")],
        "officer": _actor_name(page, act),
    }


def _apology(page: OpenDossier, act: UUID) -> dict[str, Any]:
    dossier, done = page.dossier, Act.objects.get(id=act)
    apology = Apology.objects.get(dossier=dossier)
    day = clock.local(apology.apologised_at).date()
    reason = code_list(LATE_REASONS, on=day).label(apology.reason)
    return {
        "number": str(apology),
        "received_at": dossier.clock_from,
        "due_at": apology.due_before,
        "authority": agency(dossier.agency_id, on=day).name,
        "reason": f"{reason}. {page.notes.get(act, '')}",
        "extra_time": f"{apology.days:02d} ngày làm việc",
        "new_due_at": apology.due_after,
        "legal_basis": APOLOGY_CLAUSE,
        "signatory": _signatory(page, done, dossier.agency_id),
    }


def _stop_notice(page: OpenDossier, act: UUID) -> dict[str, Any]:
    dossier, done = page.dossier, Act.objects.get(id=act)
    left = [step for step in page.trail if step.finished_at == dossier.closed_at]
    return {
        "stopped_at": dossier.closed_at,
        "request": page.notes.get(act, ""),
        "stage": "; ".join(step.title for step in left) or "Đã tiếp nhận",
        "returned": [f"{one.title}: {one.count:02d} bản chính" for one in _kept(dossier)],
        "fees": _fees_so_far(dossier),
        "signatory": _signatory(page, done, done.agency or dossier.counter_id),
    }


def _kept(dossier: Dossier) -> QuerySet[Original]:
    """The originals that are not yet back with the person."""
    return dossier.originals.filter(given_back_at=None).order_by("id")


def _fees_so_far(dossier: Dossier) -> str:
    paid = sum(one.paid - one.returned for one in intents_about(about=dossier.ref)) if dossier.charges else 0
    if paid:
        return f"đã nộp {format_dong(paid)}; việc hoàn trả do cơ quan thu thực hiện theo quy định"
    return "chưa nộp khoản nào"


def _signatory(page: OpenDossier, done: Act, at_agency: UUID) -> dict[str, Any]:
    title = title_of(account=done.actor, agency=at_agency, at=done.at)
    return {"titles": authority_lines(title or "Người thực hiện"), "name": _actor_name(page, done.id)}


def _control_slip(page: OpenDossier, act: UUID) -> dict[str, Any]:
    dossier = page.dossier
    steps = [step for step in trail(about=dossier.ref) if step.finished_at]
    handovers = [
        {
            "giver": before.title,
            "receiver": after.title if after else "Kết thúc",
            "at": before.finished_at,
            "outcome": before.result(),
            "note": page.words_of_steps.get(before.id, before.note),
        }
        for before, after in zip(steps, [*steps[1:], None], strict=True)
    ]
    return {
        "received_at": dossier.received_at,
        "due_at": dossier.due_at or dossier.received_at,
        "handovers": sorted([*_passed_on(page), *handovers], key=lambda row: row["at"]),
    }


def _passed_on(page: OpenDossier) -> list[dict[str, Any]]:
    """From the one-stop unit that received it away to the agency that decides, each time it was received."""
    dossier = page.dossier
    names = agency_names([dossier.counter_id, dossier.agency_id], on=clock.local(dossier.created_at).date())
    return [
        {
            "giver": names.get(dossier.counter_id, ""),
            "receiver": names.get(dossier.agency_id, ""),
            "at": datetime.fromisoformat(line.act.data["until"]),
            "outcome": "on_time",
            "note": "Dữ liệu chuyển ngay khi tiếp nhận",
        }
        for line in page.history
        if line.act.verb == "dossiers.pass_on"
    ]


def _actor_name(page: OpenDossier, act: UUID) -> str:
    from tinhso.foundation.access.models import Account

    account = Act.objects.get(id=act).actor
    if account is None:
        return ""
    return Account.objects.filter(id=account).values_list("name", flat=True).first() or ""


_BODIES = {
    "receipt": _receipt,
    "supplement": _supplement,
    "refusal": _refusal,
    "apology": _apology,
    "stop_notice": _stop_notice,
    "control_slip": _control_slip,
}
