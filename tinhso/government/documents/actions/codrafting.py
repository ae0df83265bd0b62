"""Writing together: who is asked, who writes at this moment, and what others say of the text."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.government.documents.actions.changing import locked, record
from tinhso.government.documents.models import CoDrafter, Comment, Document, DraftLock
from tinhso.government.documents.queries.codrafting import (
    PROCESS,
    REVISE,
    SPOKEN_OF,
    TAKE_OVER,
    colleagues,
    draft_step,
    lock_of,
    writes,
)
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotFound
from tinhso.kernel.text import nfc

LOCK_LASTS = timedelta(minutes=15)
REMARK_MOST, QUOTE_MOST = 2000, 8000


def ask(*, actor: Actor, document: UUID, account: UUID, at: datetime) -> CoDrafter:
    """Ask an officer or a head of the agency to write a draft with its drafter; asking again changes nothing."""
    with transaction.atomic():
        found = _own_draft(actor, document)
        known = CoDrafter.objects.filter(document=found, account=account).first()
        if known is not None:
            return known
        if str(account) not in dict(colleagues(found, actor=actor, at=at)):
            raise Invalid(
                _("Chưa mời được."),
                faults=[Fault("account", _("Xin chọn chuyên viên hoặc trưởng phòng của cơ quan."))],
            )
        assert actor.account is not None
        made = CoDrafter.objects.create(
            document=found, account_id=account, asked_at=at, asked_by_id=actor.account
        )
        record(found, verb="ask", actor=actor, at=at)
    return made


def dismiss(*, actor: Actor, document: UUID, account: UUID, at: datetime) -> None:
    """Ask somebody no more; what they hold of the draft is free again."""
    with transaction.atomic():
        found = _own_draft(actor, document)
        gone, _kinds = CoDrafter.objects.filter(document=found, account=account).delete()
        if gone:
            DraftLock.objects.filter(document=found, holder=account).delete()
            record(found, verb="dismiss", actor=actor, at=at)


def hold(*, actor: Actor, document: UUID, at: datetime) -> DraftLock:
    """Begin to write a draft, or go on: nobody else can save it for a quarter of an hour. Conflict names who does."""
    with transaction.atomic():
        found = must_write(actor, document)
        must_be_free(found, actor=actor, at=at)
        return _lock(found, actor=actor, at=at)


def take_over(*, actor: Actor, document: UUID, at: datetime) -> DraftLock:
    """The head who writes with others goes on in the place of whoever holds the draft."""
    with transaction.atomic():
        found = must_write(actor, document)
        actor = require(actor, TAKE_OVER, agencies=(found.agency_id,), at=at)
        made = _lock(found, actor=actor, at=at)
        record(found, verb="take_over", actor=actor, at=at)
    return made


def say(*, actor: Actor, document: UUID, words: str, quote: str, at: datetime) -> Comment:
    """Say something of a text, of the whole or of one paragraph (its words as the page showed them)."""
    words, quote = words.strip(), nfc(quote)
    if not words or len(words) > REMARK_MOST:
        raise Invalid(
            _("Chưa ghi được góp ý."), faults=[Fault("words", _("Xin ghi góp ý, không quá 2.000 ký tự."))]
        )
    with transaction.atomic():
        found = _spoken_of(actor, document, at)
        assert actor.account is not None
        made = Comment(document=found, said_at=at, said_by_id=actor.account)
        made.write(words=words, quote=quote[:QUOTE_MOST], key=found.key)
        made.save(force_insert=True)
        record(found, verb="comment", actor=actor, at=at)
    return made


def settle(*, actor: Actor, document: UUID, comment: UUID, settled: bool, at: datetime) -> Comment:
    """Mark a comment as dealt with, or open it again; saying the same twice changes nothing."""
    with transaction.atomic():
        found = _spoken_of(actor, document, at)
        one = Comment.objects.filter(document=found, id=comment).first()
        if one is None:
            raise NotFound(_("Không tìm thấy góp ý này."))
        if (one.settled_at is not None) == settled:
            return one
        one.settled_at, one.settled_by_id = (at, actor.account) if settled else (None, None)
        one.save(update_fields=["settled_at", "settled_by"])
        record(found, verb="settle_comment" if settled else "reopen_comment", actor=actor, at=at)
    return one


def must_write(actor: Actor, document: UUID, *, version: int | None = None) -> Document:
    """The draft, held; Conflict when it is on its route, or the actor does not write it."""
    found = locked(actor=actor, document=document, version=version)
    require(actor, REVISE, agencies=(found.agency_id,))
    if draft_step(found) is None or not writes(found, actor=actor):
        raise Conflict(
            _("Văn bản không ở bước soạn thảo, hoặc ông/bà không cùng soạn văn bản này."),
            next_step=_("Mở lại văn bản để xem văn bản đang ở bước nào."),
        )
    return found


def must_be_free(document: Document, *, actor: Actor, at: datetime) -> None:
    """Conflict while somebody else writes it, with the name and until when."""
    held = lock_of(document, at=at)
    if held is not None and held.holder_id != actor.account:
        raise Conflict(
            _("%(name)s đang sửa dự thảo này và giữ đến %(until)s.")
            % {"name": held.holder.name, "until": f"{clock.local(held.until):%H:%M}"},
            next_step=_(
                "Chờ đến giờ đó, hoặc trưởng phòng cùng soạn lấy lại quyền sửa. Chưa có gì thay đổi."
            ),
        )


def release(document: Document) -> None:
    """Nobody writes it any more."""
    DraftLock.objects.filter(document=document).delete()


def _lock(document: Document, *, actor: Actor, at: datetime) -> DraftLock:
    made, _new = DraftLock.objects.update_or_create(
        document=document, defaults={"holder_id": actor.account, "until": at + LOCK_LASTS}
    )
    return made


def _own_draft(actor: Actor, document: UUID) -> Document:
    found = must_write(actor, document)
    if found.drafter_id != actor.account:
        raise Conflict(_("Chỉ người soạn văn bản mời hoặc thôi mời người cùng soạn."))
    return found


def _spoken_of(actor: Actor, document: UUID, at: datetime) -> Document:
    found = locked(actor=actor, document=document)
    require(actor, PROCESS, agencies=(found.agency_id,), at=at)
    if found.phase not in SPOKEN_OF:
        raise Conflict(_("Văn bản đã có số nên không góp ý được nữa."))
    return found
