"""What is counted of documents, as provinces quote it: by whom, of what, and the rows behind each number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.measures.queries import Part, Rows, rows
from tinhso.foundation.measures.registry import Column, Counted, Drill, Indicator, Row
from tinhso.foundation.measures.rules import Period, Scope, Window, window
from tinhso.foundation.units.models import AgencyVersion
from tinhso.foundation.units.queries import agencies, agency_names
from tinhso.government.documents.models import Document, Incoming, OutgoingEntry, Receiver
from tinhso.government.documents.queries.incoming import describe_incoming
from tinhso.government.documents.queries.lists import VIEW, describe_documents
from tinhso.government.documents.rules import PHASE_TITLES, Phase
from tinhso.government.documents.rules.incoming import PAPER, STATE_TITLES, State
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound

DECREE_30 = "Nghị định số 30/2020/NĐ-CP"
DECISION_28 = "Quyết định số 28/2018/QĐ-TTg"
GROUP = "Văn bản"
COMMUNE = ("commune", "commune_centre", "commune_police")
"""Kinds of agencies of the commune level; every other one is of the province's."""
AXIS = "axis"


def entered(cut: Window) -> QuerySet[OutgoingEntry]:
    """Lines of the register out, by when they were entered; numbers taken on paper among them."""
    rows = OutgoingEntry.objects.filter(entered_at__gte=cut.start, entered_at__lt=cut.until)
    return _of(rows, cut).select_related("document").order_by("-entered_at", "-id")


def electronic(cut: Window) -> QuerySet[OutgoingEntry]:
    return entered(cut).filter(document__issued_at__isnull=False, document__issued_at__lt=cut.until)


def numbered(cut: Window) -> QuerySet[Document]:
    rows = Document.objects.filter(numbered_at__gte=cut.start, numbered_at__lt=cut.until)
    return _of(rows, cut).defer("text_sealed").order_by("-numbered_at", "id")


def signed(cut: Window) -> QuerySet[Document]:
    return numbered(cut).filter(issued_at__lt=cut.until).exclude(file_digest="")


def issued(cut: Window) -> QuerySet[Document]:
    rows = Document.objects.filter(issued_at__gte=cut.start, issued_at__lt=cut.until)
    return _of(rows, cut).defer("text_sealed").order_by("-issued_at", "id")


def delivered(cut: Window) -> QuerySet[Document]:
    return issued(cut).filter(Exists(Receiver.objects.filter(document=OuterRef("pk"))))


def by_axis(cut: Window) -> QuerySet[Document]:
    return issued(cut).filter(Exists(Receiver.objects.filter(document=OuterRef("pk"), carrier=AXIS)))


def registered(cut: Window) -> QuerySet[Incoming]:
    rows = Incoming.objects.filter(registered_at__gte=cut.start, registered_at__lt=cut.until)
    return _of(rows, cut).defer("report_sealed").order_by("-registered_at", "id")


def registered_electronic(cut: Window) -> QuerySet[Incoming]:
    return registered(cut).exclude(carrier=PAPER)


def owed(cut: Window) -> QuerySet[Incoming]:
    """Those that were to be handled by a moment of the period."""
    rows = Incoming.objects.filter(handle_by__gte=cut.start, handle_by__lt=cut.until)
    rows = rows.exclude(state__in=[State.GIVEN_BACK, State.REPLACED])
    return _of(rows, cut).defer("report_sealed").order_by("-handle_by", "id")


def handled_in_time(cut: Window) -> QuerySet[Incoming]:
    return owed(cut).filter(finished_at__lte=F("handle_by"))


def at_level(count: Counted, *, commune: bool) -> Counted:
    """The same of the agencies of one level alone."""

    def counted(cut: Window) -> QuerySet[Any]:
        below = AgencyVersion.objects.filter(kind__in=COMMUNE).values("agency")
        rows = count(cut)
        return rows.filter(agency__in=below) if commune else rows.exclude(agency__in=below)

    return counted


def _of(rows: QuerySet[Any], cut: Window) -> QuerySet[Any]:
    return rows if cut.agency is None else rows.filter(agency=cut.agency)


def _out_rows(things: Sequence[Document | OutgoingEntry], actor: Actor, on: date) -> list[Row]:
    """To the public a number and its day; to whoever may see the document its page as well."""
    # Beside each its document and when it was numbered; a number taken on paper has no document.
    found = [
        (one, one, one.numbered_at) if isinstance(one, Document) else (one, one.document, one.entered_at)
        for one in things
    ]
    names = agency_names({one.agency_id for one, _document, _at in found}, on=on)
    open_to = describe_documents([document.id for _one, document, _at in found if document], actor)
    return [
        Row(
            cells=(
                one.notation,
                names.get(one.agency_id, ""),
                at,
                document.issued_at if document else None,
                str(PHASE_TITLES[Phase(document.phase)]) if document else "Số lấy trong sổ giấy",
            ),
            url=open_to[document.id].url if document and document.id in open_to else "",
        )
        for one, document, at in found
    ]


def _in_rows(things: Sequence[Incoming], actor: Actor, on: date) -> list[Row]:
    """To the public whose and when; to whoever may see the document its number and its page as well."""
    names = agency_names({one.agency_id for one in things}, on=on)
    open_to = describe_incoming([one.id for one in things], actor)
    return [
        Row(
            cells=(
                one.notation if one.id in open_to else "",
                names.get(one.agency_id, ""),
                "Bản giấy" if one.carrier == PAPER else "Điện tử",
                one.registered_at,
                one.handle_by,
                one.finished_at,
                str(STATE_TITLES[State(one.state)]),
            ),
            url=open_to[one.id].url if one.id in open_to else "",
        )
        for one in things
    ]


_OUT = Drill(
    (
        Column("notation", "Số, ký hiệu"),
        Column("agency", "Cơ quan"),
        Column("numbered_at", "Cấp số"),
        Column("issued_at", "Ban hành"),
        Column("phase", "Trạng thái"),
    ),
    _out_rows,
)
_IN = Drill(
    (
        Column("notation", "Số, ký hiệu"),
        Column("agency", "Cơ quan"),
        Column("channel", "Cách đến"),
        Column("registered_at", "Vào sổ"),
        Column("handle_by", "Hạn xử lý"),
        Column("finished_at", "Xử lý xong"),
        Column("state", "Trạng thái"),
    ),
    _in_rows,
)
_ELECTRONIC = (
    "Văn bản vào sổ đăng ký văn bản đi trong kỳ mà được soạn, ký số và ban hành trên hệ thống, trên tổng số văn bản "
    "vào sổ trong kỳ, kể cả số lấy trong sổ giấy."
)

INDICATORS = (
    Indicator(
        key="documents.electronic",
        title="Văn bản đi xử lý trên môi trường điện tử",
        unit="percent",
        definition=_ELECTRONIC,
        legal_basis=DECREE_30,
        numerator=electronic,
        denominator=entered,
        numerator_title="Ban hành điện tử",
        denominator_title="Văn bản đi vào sổ",
        drill=_OUT,
        group=GROUP,
        assumed=True,
        order=200,
    ),
    Indicator(
        key="documents.electronic_province",
        title="Văn bản đi điện tử, cấp tỉnh",
        unit="percent",
        definition=f"{_ELECTRONIC} Chỉ tính cơ quan cấp tỉnh.",
        legal_basis=DECREE_30,
        numerator=at_level(electronic, commune=False),
        denominator=at_level(entered, commune=False),
        numerator_title="Ban hành điện tử",
        denominator_title="Văn bản đi vào sổ",
        drill=_OUT,
        group=GROUP,
        assumed=True,
        order=201,
    ),
    Indicator(
        key="documents.electronic_commune",
        title="Văn bản đi điện tử, cấp xã",
        unit="percent",
        definition=f"{_ELECTRONIC} Chỉ tính cơ quan cấp xã.",
        legal_basis=DECREE_30,
        numerator=at_level(electronic, commune=True),
        denominator=at_level(entered, commune=True),
        numerator_title="Ban hành điện tử",
        denominator_title="Văn bản đi vào sổ",
        drill=_OUT,
        group=GROUP,
        assumed=True,
        order=202,
    ),
    Indicator(
        key="documents.signed",
        title="Văn bản điện tử được ký số",
        unit="percent",
        definition="Văn bản được cấp số trên hệ thống trong kỳ mà đã có chữ ký số của người có thẩm quyền và của cơ "
        "quan, trên tổng số văn bản được cấp số trên hệ thống trong kỳ.",
        legal_basis=DECREE_30,
        numerator=signed,
        denominator=numbered,
        numerator_title="Đã ký số",
        denominator_title="Được cấp số trên hệ thống",
        drill=_OUT,
        group=GROUP,
        assumed=True,
        order=203,
    ),
    Indicator(
        key="documents.delivered",
        title="Văn bản gửi điện tử tới nơi nhận",
        unit="percent",
        definition="Văn bản ban hành trong kỳ có ít nhất một nơi nhận được gửi trong hệ thống hoặc qua trục liên "
        "thông, trên tổng số văn bản ban hành trong kỳ.",
        legal_basis=DECISION_28,
        numerator=delivered,
        denominator=issued,
        numerator_title="Gửi điện tử",
        denominator_title="Văn bản ban hành",
        drill=_OUT,
        group=GROUP,
        assumed=True,
        order=204,
    ),
    Indicator(
        key="documents.by_axis",
        title="Văn bản gửi qua trục liên thông",
        unit="percent",
        definition="Văn bản ban hành trong kỳ có ít nhất một nơi nhận ngoài tỉnh gửi qua trục liên thông văn bản quốc "
        "gia, trên tổng số văn bản ban hành trong kỳ.",
        legal_basis=DECISION_28,
        numerator=by_axis,
        denominator=issued,
        numerator_title="Gửi qua trục",
        denominator_title="Văn bản ban hành",
        drill=_OUT,
        group=GROUP,
        assumed=True,
        more_is_better=None,
        order=205,
    ),
    Indicator(
        key="documents.in_electronic",
        title="Văn bản đến nhận điện tử",
        unit="percent",
        definition="Văn bản vào sổ đăng ký văn bản đến trong kỳ mà đến bằng đường điện tử, trên tổng số văn bản đến "
        "vào sổ trong kỳ.",
        legal_basis=DECREE_30,
        numerator=registered_electronic,
        denominator=registered,
        numerator_title="Đến bằng đường điện tử",
        denominator_title="Văn bản đến vào sổ",
        drill=_IN,
        group=GROUP,
        assumed=True,
        order=206,
    ),
    Indicator(
        key="documents.in_on_time",
        title="Văn bản đến xử lý đúng hạn",
        unit="percent",
        definition="Văn bản đến có hạn xử lý rơi vào kỳ mà xử lý xong không muộn hơn hạn, trên tổng số văn bản đến có "
        "hạn xử lý rơi vào kỳ. Văn bản đã thu hồi hoặc được thay thế không tính.",
        legal_basis=DECREE_30,
        numerator=handled_in_time,
        denominator=owed,
        numerator_title="Đúng hạn",
        denominator_title="Đến hạn trong kỳ",
        drill=_IN,
        group=GROUP,
        assumed=True,
        order=207,
    ),
)
_OF_LEVELS = frozenset({"documents.electronic_province", "documents.electronic_commune"})
_OF_ONE = tuple(one for one in INDICATORS if one.key not in _OF_LEVELS)
"""Those that say something of one agency."""


@dataclass(frozen=True)
class Share:
    """One figure of one agency."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class Line:
    """The figures of one agency, in the order of the indicators."""

    key: str
    name: str
    shares: Sequence[Share]


def titles() -> Sequence[tuple[str, str]]:
    """Key and title of the figures of an agency."""
    return [(one.key, one.title) for one in _OF_ONE]


def by_agency(*, actor: Actor, period: Period, at: datetime) -> Sequence[Line]:
    """The figures of each agency whose documents the actor may see, by its name, those without work among them.

    The number of reads does not grow with the agencies.
    """
    within = agencies_within(actor, VIEW)
    offices = agencies(on=period.last_day(at=at), ids=within)
    cut = window(period, Scope(), at=at)
    counted = [(_counts(one.numerator, cut, within), _counts(_whole(one), cut, within)) for one in _OF_ONE]
    return [
        Line(
            office.code,
            office.name,
            [Share(part.get(office.agency_id, 0), whole.get(office.agency_id, 0)) for part, whole in counted],
        )
        for office in offices
    ]


def rows_of(
    *,
    actor: Actor,
    key: str,
    part: Part,
    period: Period,
    agency: UUID | None,
    at: datetime,
    page: int,
    size: int,
) -> Rows:
    """One page of the documents a figure of an agency counts; NotFound for an agency whose documents the actor does not
    see, and for any other figure."""
    within = agencies_within(actor, VIEW)
    seen = agency is not None and (within is None or agency in within)
    if not seen or key not in dict(titles()):
        raise NotFound(_("Không tìm thấy số liệu này, hoặc cơ quan không thuộc phạm vi của ông/bà."))
    return rows(
        key=key, part=part, period=period, scope=Scope(agency), actor=actor, at=at, limit=size,
        offset=(page - 1) * size,
    )  # fmt: skip


def _whole(one: Indicator) -> Counted:
    assert one.denominator is not None
    return one.denominator


def _counts(count: Counted, cut: Window, within: frozenset[UUID] | None) -> dict[UUID, int]:
    rows = count(cut).select_related(None).order_by()
    rows = rows if within is None else rows.filter(agency__in=within)
    return dict(rows.values_list("agency").annotate(Count("pk")))
