"""Codes for results: sent when a result is out, asked for when it is taken, worth nothing afterwards."""

from __future__ import annotations

import hmac
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import Collectable, results
from tinhso.foundation.access.policy import require
from tinhso.foundation.access.tallies import clear as forget_tries
from tinhso.foundation.access.tallies import take as count_try
from tinhso.foundation.notices.actions import send
from tinhso.government.counter.models import HAND_OVER as KIND
from tinhso.government.counter.models import HandOver
from tinhso.government.counter.queries.results import HAND_OVER, identity_papers, waiting_result
from tinhso.government.counter.rules import LOCKED_FOR, WRONG_TRIES, Proof, new_hand_over_code
from tinhso.kernel import ledger, sealing
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid
from tinhso.kernel.refs import Ref

NOTICE = "counter.hand_over"
_TRIES = "counter.hand_over"


def send_code(*, result: Collectable, at: datetime) -> HandOver:
    """Tell the people of a result the code it is handed over against; once, however often it is asked."""
    about = Ref(KIND, result.dossier)
    with transaction.atomic():
        known = HandOver.objects.select_for_update().filter(dossier=result.dossier).first()
        if known is not None:
            return known
        code = new_hand_over_code()
        made = HandOver(
            dossier=result.dossier, fingerprint=_fingerprint(result.dossier, code),
            key=sealing.new_key(str(about)), sent_at=at,
        )  # fmt: skip
        made.save(force_insert=True)
        ledger.record(actor=SYSTEM, verb="counter.code_sent", about=about, at=at, agency=result.counter)
        for person in result.recipients:
            send(
                person=person, kind=NOTICE, about=Ref("dossiers.dossier", result.dossier), key=made.key, at=at,
                data={"dossier": result.code, "code": code},
            )  # fmt: skip
    return made


def hand_over_by_code(*, actor: Actor, dossier_code: str, code: str, at: datetime) -> Collectable:
    """Hand a result over to whoever knows its code. Three wrong tries, and no more is judged for a while."""
    waiting = waiting_result(actor=actor, code=dossier_code, at=at)
    result = waiting.result
    actor = require(actor, HAND_OVER, agencies=(result.counter,), at=at)
    if waiting.code_sent_at is None:
        raise Conflict(
            _("Chưa có mã nào được gửi cho kết quả này."),
            next_step=_("Xem giấy tờ tùy thân của người nhận rồi trả theo cách đó."),
        )
    count_try(_TRIES, str(result.dossier), limit=WRONG_TRIES, window=LOCKED_FOR, at=at)
    out = HandOver.objects.get(dossier=result.dossier)
    if not hmac.compare_digest(out.fingerprint, _fingerprint(result.dossier, code.strip())):
        _note_wrong_try(out, actor, result.counter, at)
        raise Invalid(faults=[Fault("code", _("Mã không đúng. Hỏi lại người nhận mã trong tin đã gửi."))])
    _deliver(result, Proof.CODE, "", actor, at)
    forget_tries(_TRIES, str(result.dossier))
    return result


def hand_over_by_paper(*, actor: Actor, dossier_code: str, paper: str, at: datetime) -> Collectable:
    """Hand a result over to somebody without the code, whose identity paper of this kind was seen."""
    if paper not in identity_papers(at=at):
        raise Invalid(faults=[Fault("paper", _("Chọn loại giấy tờ đã xem."))])
    result = waiting_result(actor=actor, code=dossier_code, at=at).result
    _deliver(result, Proof.IDENTITY_PAPER, paper, actor, at)
    return result


def retire_code(*, dossier: UUID, at: datetime) -> None:
    """The result has been taken, here or online: its code is worth nothing more, and cannot be read any more."""
    with transaction.atomic():
        out = HandOver.objects.select_for_update().filter(dossier=dossier, used_at=None).first()
        if out is None:
            return
        out.used_at = at
        out.save(update_fields=["used_at"])
        ledger.record(actor=SYSTEM, verb="counter.code_retired", about=out.ref, at=at)
        transaction.on_commit(lambda: sealing.destroy(out.key))


def _deliver(result: Collectable, proof: Proof, paper: str, actor: Actor, at: datetime) -> None:
    with transaction.atomic():
        actor = require(actor, HAND_OVER, agencies=(result.counter,), at=at)
        results["dossiers"].deliver(
            actor=actor, dossier=result.dossier, version=result.version, proof=proof, at=at
        )
        ledger.record(
            actor=actor, verb="counter.handed_over", about=Ref(KIND, result.dossier), at=at,
            agency=result.counter, data={"proof": proof, "paper": paper},
        )  # fmt: skip


def _note_wrong_try(out: HandOver, actor: Actor, counter: UUID, at: datetime) -> None:
    with transaction.atomic():
        ledger.record(actor=actor, verb="counter.wrong_code", about=out.ref, at=at, agency=counter)


def _fingerprint(dossier: UUID, code: str) -> str:
    return sealing.blind(NOTICE, f"{dossier}:{code}")
