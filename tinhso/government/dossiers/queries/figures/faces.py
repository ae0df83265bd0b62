"""How the rows behind a figure look to everyone: enough to check the figure, nothing personal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from tinhso.foundation.measures.registry import Column, Drill, Row
from tinhso.foundation.units.queries import agency_names
from tinhso.foundation.workflow.models import Assignment
from tinhso.government.dossiers.models import Dossier, Rating, Scan, Supplement
from tinhso.government.dossiers.rules import CHANNEL_TITLES, PHASE_TITLES, Channel, Phase
from tinhso.kernel.actors import Actor
from tinhso.kernel.clock import local

_HIDDEN_TAIL = 4
COLUMNS = (
    Column("code", "Mã hồ sơ"),
    Column("procedure", "Thủ tục"),
    Column("agency", "Cơ quan giải quyết"),
    Column("channel", "Cách nộp"),
    Column("phase", "Tình trạng"),
    Column("submitted_at", "Ngày nộp"),
    Column("received_at", "Tiếp nhận"),
    Column("first_due_at", "Hẹn trả lần đầu"),
    Column("issued_at", "Có kết quả"),
)
"""The moments of a dossier are shown to the minute: whoever counts again must get the same."""


def faces(things: Sequence[Dossier | Supplement], actor: Actor, on: date) -> list[Row]:
    """The public face of the dossiers behind a figure, the same for every reader: no names.

    Whoever holds a request id may follow the dossier, so only its beginning is shown; codes are public.
    """
    dossiers = [one if isinstance(one, Dossier) else one.dossier for one in things]
    names = agency_names({one.agency_id for one in dossiers}, on=on)
    tracking = reverse("dossiers:tracking")
    return [
        Row(
            cells=(
                _public_code(one),
                one.procedure.name,
                names.get(one.agency_id, ""),
                str(CHANNEL_TITLES[Channel(one.channel)]),
                str(PHASE_TITLES[Phase(one.phase)]),
                one.submitted_at,
                one.received_at,
                one.first_due_at,
                one.issued_at,
            ),
            url=f"{tracking}?ma={one.code}" if one.code else "",
        )
        for one in dossiers
    ]


def opinions(things: Sequence[Rating], actor: Actor, on: date) -> list[Row]:
    """Ratings without the dossiers they belong to: nobody has to answer for an honest word."""
    names = agency_names({one.dossier.agency_id for one in things}, on=on)
    return [
        Row(cells=(names.get(one.dossier.agency_id, ""), local(one.rated_at).date(), str(one.stars)))
        for one in things
    ]


def steps(things: Sequence[Assignment], actor: Actor, on: date) -> list[Row]:
    """Steps with the codes of their dossiers, and nobody's name."""
    names = agency_names({one.agency_id for one in things}, on=on)
    keys = [one.about.id for one in things]
    codes = dict(Dossier.objects.filter(id__in=keys).values_list("id", "code"))
    return [
        Row(
            cells=(
                codes.get(one.about.id) or "",
                one.title,
                names.get(one.agency_id, ""),
                one.started_at,
                one.due_at,
                one.finished_at,
            )
        )
        for one in things
    ]


def scans(things: Sequence[Scan], actor: Actor, on: date) -> list[Row]:
    """Scans by the component they are of, and nobody's name."""
    names = agency_names({one.paper.dossier.counter_id for one in things}, on=on)
    return [
        Row(
            cells=(
                _public_code(one.paper.dossier),
                one.paper.title,
                names.get(one.paper.dossier.counter_id, ""),
                one.paper.added_at,
                Scan.State(one.state).label,
                one.signed_at,
            )
        )
        for one in things
    ]


def _public_code(dossier: Dossier) -> str:
    return dossier.code or f"{dossier.request_id[:-_HIDDEN_TAIL]}{'•' * _HIDDEN_TAIL}"


DOSSIERS = Drill(COLUMNS, faces)
OPINIONS = Drill(
    (Column("agency", "Cơ quan giải quyết"), Column("rated_on", "Ngày đánh giá"), Column("stars", "Số sao")),
    opinions,
)
STEPS = Drill(
    (
        Column("code", "Mã hồ sơ"),
        Column("step", "Bước"),
        Column("agency", "Cơ quan"),
        Column("started_at", "Bắt đầu"),
        Column("due_at", "Hạn của bước"),
        Column("finished_at", "Xong"),
    ),
    steps,
)
SCANS = Drill(
    (
        Column("code", "Mã hồ sơ"),
        Column("paper", "Giấy tờ"),
        Column("counter", "Nơi tiếp nhận"),
        Column("scanned_at", "Số hóa lúc"),
        Column("state", "Chữ ký số"),
        Column("signed_at", "Ký số lúc"),
    ),
    scans,
)
