"""Originals on paper: handed in, sent from one agency to the other, taken there, given back. Each move is signed by
whoever makes it, in the ledger; the dossier itself stays as it was."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.government.dossiers.actions.changing import BASIS, PURPOSE, locked
from tinhso.government.dossiers.models import Dossier, Original
from tinhso.government.dossiers.queries.originals import ORIGINALS, ends_of, keeps_at, reached_by
from tinhso.government.dossiers.rules import MOST_ORIGINALS
from tinhso.kernel import ledger
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotFound


def keep_original(*, actor: Actor, dossier: UUID, paper: str, count: int, at: datetime) -> Original:
    """Take originals of one component in at the receiving point or the agency that decides; Invalid for a component
    the procedure has not, Conflict for a dossier that asks nothing more."""
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier)
        actor = require(actor, ORIGINALS, agencies=(found.counter_id, found.agency_id), at=at)
        place = keeps_at(found, actor=actor)
        if place is None:
            raise Conflict(_("Hồ sơ đã có kết quả hoặc đã đóng nên không nhận thêm bản chính."))
        return kept_for(found, place=place, paper=paper, count=count, actor=actor, at=at)


def kept_for(
    dossier: Dossier, *, place: UUID, paper: str, count: int, actor: Actor, at: datetime, field: str = "count"
) -> Original:
    """The same as a step of the caller's act on a dossier it holds; `field` is where a wrong count is told."""
    titles = {need.code: need.title for need in dossier.procedure.shape.papers}
    faults = []
    if paper not in titles:
        faults.append(Fault("paper", _("Chọn một thành phần của thủ tục.")))
    if not 1 <= count <= MOST_ORIGINALS:
        faults.append(Fault(field, _("Ghi số bản, từ 1 đến %(most)s.") % {"most": MOST_ORIGINALS}))
    if faults:
        raise Invalid(faults=faults)
    made = Original(
        dossier=dossier, paper=paper, title=titles[paper], count=count, place_id=place, moved_at=at
    )
    made.save(force_insert=True)
    _record("keep_original", dossier, made, actor, at)
    return made


def send_original(
    *, actor: Actor, dossier: UUID, original: UUID, at: datetime, to: UUID | None = None
) -> Original:
    """Send them from the receiving point to whoever decides, or back; `to` says where when there is a choice, as there
    is for a linked filing: to any agency that decides a part of it."""
    with transaction.atomic():
        one = _held(actor, dossier, original)
        actor = require(actor, ORIGINALS, agencies=(one.place_id,), at=at)
        _must_be_here(one)
        ends = ends_of(one)
        if not ends:
            raise Conflict(_("Nơi tiếp nhận cũng là cơ quan giải quyết nên không phải chuyển bản chính."))
        end = to or (ends[0] if len(ends) == 1 else None)
        if end not in ends:
            raise Conflict(
                _("Bản chính của hồ sơ này không chuyển đến nơi ấy được."),
                next_step=_("Chọn một cơ quan giải quyết của hồ sơ."),
            )
        one.bound_for_id, one.moved_at = end, at
        one.save(update_fields=["bound_for", "moved_at"])
        _record("send_original", one.dossier, one, actor, at)
    return one


def take_original(*, actor: Actor, dossier: UUID, original: UUID, at: datetime) -> Original:
    """Say that what was sent here has come; Conflict when nothing is on the way."""
    with transaction.atomic():
        one = _held(actor, dossier, original)
        actor = require(actor, ORIGINALS, agencies=(one.bound_for_id or one.place_id,), at=at)
        if one.bound_for_id is None:
            raise Conflict(_("Bản chính này không còn đang chuyển đi."), next_step=_look_again())
        one.place_id, one.bound_for_id, one.moved_at = one.bound_for_id, None, at
        one.save(update_fields=["place", "bound_for", "moved_at"])
        _record("take_original", one.dossier, one, actor, at)
    return one


def give_back_original(*, actor: Actor, dossier: UUID, original: UUID, at: datetime) -> Original:
    """Give them back to the person, by whoever has them."""
    with transaction.atomic():
        one = _held(actor, dossier, original)
        actor = require(actor, ORIGINALS, agencies=(one.place_id,), at=at)
        _must_be_here(one)
        one.given_back_at = one.moved_at = at
        one.save(update_fields=["given_back_at", "moved_at"])
        _record("give_back_original", one.dossier, one, actor, at)
    return one


def _held(actor: Actor, dossier: UUID, original: UUID) -> Original:
    """Them, held until the transaction ends; whoever may not see the dossier they are reached by learns nothing."""
    found = locked(actor=actor, dossier=dossier)
    one = (
        reached_by(found)
        .select_for_update(of=("self",))
        .select_related("dossier")
        .filter(id=original)
        .first()
    )
    if one is None:
        raise NotFound(_("Hồ sơ này không có bản chính đó."))
    return one


def _must_be_here(one: Original) -> None:
    if one.given_back_at is not None:
        raise Conflict(_("Bản chính này đã được trả lại cho người nộp."), next_step=_look_again())
    if one.bound_for_id is not None:
        raise Conflict(
            _("Bản chính này đang được chuyển đi."), next_step=_("Nơi đến bấm đã nhận rồi mới làm tiếp được.")
        )


def _look_again() -> str:
    return _("Mở lại hồ sơ để xem bản chính đang ở đâu.")


def _record(verb: str, dossier: Dossier, one: Original, actor: Actor, at: datetime) -> None:
    ledger.record(
        actor=actor, verb=f"dossiers.{verb}", about=dossier.ref, at=at,
        agency=one.place_id,
        subjects=dossier.subjects, purpose=PURPOSE, basis=BASIS,
        data={"version": dossier.version, "original": str(one), "bound_for": str(one.bound_for_id or "")},
    )  # fmt: skip
