"""Dossiers over HTTP: filing once, one's own, and where a dossier stands."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from ninja.params import functions as params

from tinhso.foundation.access.requests import actor_of, address_of
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.filing import Filing
from tinhso.government.dossiers.actions.guessing import note_miss
from tinhso.government.dossiers.queries.lists import mine
from tinhso.government.dossiers.queries.page import find
from tinhso.government.dossiers.queries.tracking import Tracked, masked, tracked
from tinhso.government.dossiers.rules import Channel
from tinhso.kernel import clock, once
from tinhso.kernel.errors import NotFound, NotSignedIn

router = Router(tags=["dossiers"])


class FilingIn(Schema):
    """A request as a citizen's device sends it."""

    procedure: str = Field(max_length=60, examples=["1.001193"])
    commune: str = Field("", max_length=10, examples=["29266"])
    precheck: dict[str, Any] = {}
    answers: dict[str, Any] = {}
    owner: UUID | None = None


class Receipt(Schema):
    """What is said at once: the request is kept."""

    id: UUID
    request_id: str
    phase: str
    submitted_at: datetime
    answer_due_at: datetime | None


class StageOut(Schema):
    title: str
    state: str
    at: datetime | None


class TrackedOut(Schema):
    """A dossier as the public may see it."""

    code: str
    request_id: str
    procedure: str
    procedure_code: str
    agency: str
    owner: str
    phase: str
    phase_title: str
    national_status: int | None
    submitted_at: datetime | None
    received_at: datetime | None
    due_at: datetime | None
    due_trace: list[str]
    stages: list[StageOut]
    late: bool

    @classmethod
    def of(cls, found: Tracked, **more: Any) -> Self:
        return cls(
            **{name: getattr(found, name) for name in TrackedOut.model_fields if name != "stages"},
            stages=[StageOut(title=stage.title, state=stage.state, at=stage.at) for stage in found.stages],
            **more,
        )


class OwnOut(TrackedOut):
    """One of one's own dossiers, with the id by which it is asked for again."""

    id: UUID


@router.post("/dossiers", response={201: Receipt, 200: Receipt})
def file(
    request: HttpRequest,
    body: FilingIn,
    idempotency_key: Annotated[str, params.Header(min_length=1, max_length=255)],
) -> Status[Receipt]:
    """File a request. The same `Idempotency-Key` has one effect and gets the first answer, with 200."""
    actor, at = actor_of(request), clock.now()
    if actor.account is None:
        raise NotSignedIn(_("Cần đăng nhập để nộp hồ sơ."), next_step=_("Đăng nhập rồi gửi lại."))
    scope, asked = f"dossiers.file:{actor.account}", request.body
    known = once.recall(scope=scope, key=idempotency_key, request=asked)
    if known:
        return Status(200, Receipt(**known.answer))
    filing = Filing(body.procedure, body.commune, body.precheck, body.answers, body.owner)
    try:
        with transaction.atomic():
            dossier = actions.file(actor=actor, filing=filing, channel=Channel.ONLINE, at=at)
            assert dossier.submitted_at is not None
            receipt = Receipt(
                id=dossier.id,
                request_id=dossier.request_id,
                phase=dossier.phase,
                submitted_at=dossier.submitted_at,
                answer_due_at=dossier.answer_due_at,
            )
            once.remember(
                scope=scope, key=idempotency_key, request=asked, answer=receipt.model_dump(mode="json"), at=at
            )
    except IntegrityError:
        known = once.recall(scope=scope, key=idempotency_key, request=asked)
        if known is None:
            raise
        return Status(200, Receipt(**known.answer))
    return Status(201, receipt)


@router.get("/dossiers", response=list[OwnOut])
def own(request: HttpRequest, limit: int = 20, offset: int = 0) -> list[OwnOut]:
    """One's own dossiers, newest first."""
    actor, at = actor_of(request), clock.now()
    if actor.person is None:
        raise NotSignedIn(_("Cần đăng nhập bằng tài khoản người dân."))
    start = max(0, offset)
    rows = mine(actor=actor)[start : start + max(1, min(limit, 100))]
    return [OwnOut.of(masked(row, at=at), id=row.id) for row in rows]


@router.get("/dossiers/{dossier}", response=OwnOut)
def one(request: HttpRequest, dossier: UUID) -> OwnOut:
    """One of one's own dossiers."""
    found = find(actor=actor_of(request), dossier=dossier, whole=False)
    return OwnOut.of(masked(found, at=clock.now()), id=found.id)


@router.post("/dossiers/{dossier}/withdraw", response=OwnOut)
def withdraw(request: HttpRequest, dossier: UUID) -> OwnOut:
    """Take a request back before it is received."""
    at = clock.now()
    taken = actions.withdraw(actor=actor_of(request), dossier=dossier, reason="", at=at)
    return OwnOut.of(masked(taken, at=at), id=taken.id)


@router.get("/tracking/{code}", response=TrackedOut)
def track(request: HttpRequest, code: str) -> TrackedOut:
    """Where a dossier stands, by its code or request id; nothing about whose it is."""
    at = clock.now()
    try:
        return TrackedOut.of(tracked(text=code, at=at))
    except NotFound:
        note_miss(address=address_of(request), at=at)
        raise
