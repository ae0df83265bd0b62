"""Papers of a dossier, typeset: the one-stop forms and the signed result."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from tinhso.foundation.files.actions import keep
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.packs.keeping import one_state
from tinhso.foundation.packs.queries import province_pack
from tinhso.foundation.papers.engine import render
from tinhso.foundation.signing.actions import sign
from tinhso.foundation.signing.queries import certificate_of
from tinhso.foundation.signing.rules import SignerSpec
from tinhso.foundation.units.models import AgencyKind, AgencyVersion
from tinhso.foundation.units.queries import agency, agency_by_key, unit_names
from tinhso.foundation.workflow.queries import trail
from tinhso.government.dossiers.actions.issuing import finish_issue
from tinhso.government.dossiers.engine.contents import BIRTH, BUSINESS, paper_of
from tinhso.government.dossiers.models import Dossier, PrintedForm, Result
from tinhso.government.dossiers.queries.page import OpenDossier, content_of, find, open_dossier
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import Conflict
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.refs import Ref

_PAPERS = {"01": "receipt", "02": "supplement", "03": "refusal", "06": "control-slip"}


@one_state()
def print_form(*, dossier: UUID, form: str, act: UUID, at: datetime) -> PrintedForm:
    """Typeset one of the one-stop forms for one act and keep it; the same act prints it once."""
    printed = PrintedForm.objects.filter(act=act, form=form).first()
    if printed is not None:
        return printed
    page = open_dossier(actor=SYSTEM, dossier=dossier, at=at)
    data = _head(page.dossier, page.dossier.counter_id, at) | _one_stop(page, at) | _BODIES[form](page, act)
    content = render(_PAPERS[form], data, at=at)
    file = _store(page.dossier, content, name=f"mau-{form}-{page.dossier}.pdf", at=at)
    return PrintedForm.objects.create(dossier=page.dossier, form=form, act=act, file=file, printed_at=at)


@one_state()
def issue(*, dossier: UUID, at: datetime) -> Dossier:
    """Typeset the approved and numbered result, sign it with the leader's key, then seal it with the agency's."""
    found = find(actor=SYSTEM, dossier=dossier)
    result = Result.objects.select_related("approved_by").filter(dossier=found).first()
    if result is None or result.number is None or result.approved_by is None:
        raise Conflict("Kết quả chưa được duyệt ký và cấp số.")
    if result.issued_at is not None:
        return found
    paper = render(
        paper_of(found), _result_data(found, result, signatory=result.approved_by.name, at=at), at=at
    )
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
        "signatory": {"titles": _authority_lines(result.approved_as or "Chủ tịch"), "name": signatory},
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
        certificate = certificate_of(holder=holder, at=at)
        if certificate is None:
            raise Conflict(f"Chưa có chứng thư số còn hiệu lực cho {holder.kind}.")
        specs.append(SignerSpec(certificate=certificate.pk, reason=str(dossier)))
    return specs


def _store(dossier: Dossier, content: bytes, *, name: str, at: datetime) -> StoredFile:
    return keep(content=content, name=name, key=dossier.key, owner=dossier.ref, at=at)


def _head(dossier: Dossier, issuer: UUID, at: datetime) -> dict[str, Any]:
    day = clock.local(at).date()
    office = agency(issuer, on=day)
    return {
        "issuer": {"parent": _parent_name(office, day), "name": office.name.upper()},
        "place": _place(office, day),
        "issued_on": day,
        "code": str(dossier),
        "verify_url": f"{settings.PUBLIC_URL}/tra-cuu/?ma={dossier}",
        "demo": not settings.PRODUCTION,
    }


def _parent_name(office: AgencyVersion, day: Any) -> str:
    if not office.parent_key or office.kind == AgencyKind.COMMUNE:
        return ""
    return agency_by_key(office.parent_key, on=day).name.upper()


def _place(office: AgencyVersion, day: Any) -> str:
    """The commune's or province's name without its type, as it stands before the date."""
    name = unit_names([office.unit_code], on=day).get(office.unit_code, "") if office.unit_code else ""
    bare = name or province_pack().title
    for word in ("Xã ", "Phường ", "Đặc khu ", "Tỉnh ", "Thành phố "):
        bare = bare.removeprefix(word)
    return bare


def _authority_lines(title: str) -> tuple[str, ...]:
    """`Phó Chủ tịch` signs `KT. CHỦ TỊCH / PHÓ CHỦ TỊCH` (Decree 30/2020, annex I)."""
    upper = title.upper()
    if upper.startswith("PHÓ "):
        return (f"KT. {upper.removeprefix('PHÓ ')}", upper)
    return (upper,)


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
    received_at = dossier.clock_from or dossier.received_at
    return {
        "papers": [
            {"name": dossier.form.shape.title if dossier.form else dossier.procedure.name, "originals": 1},
            *({"name": paper.title, "copies": 1} for paper in page.papers),
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


def _control_slip(page: OpenDossier, act: UUID) -> dict[str, Any]:
    dossier = page.dossier
    steps = [step for step in trail(about=dossier.ref) if step.finished_at]
    return {
        "received_at": dossier.received_at,
        "due_at": dossier.due_at or dossier.received_at,
        "handovers": [
            {
                "giver": before.title,
                "receiver": after.title if after else "Kết thúc",
                "at": before.finished_at,
                "outcome": before.result(),
                "note": page.words_of_steps.get(before.id, before.note),
            }
            for before, after in zip(steps, [*steps[1:], None], strict=True)
        ],
    }


def _actor_name(page: OpenDossier, act: UUID) -> str:
    from tinhso.foundation.access.models import Account

    account = Act.objects.get(id=act).actor
    if account is None:
        return ""
    return Account.objects.filter(id=account).values_list("name", flat=True).first() or ""


_BODIES = {"01": _receipt, "02": _supplement, "03": _refusal, "06": _control_slip}
