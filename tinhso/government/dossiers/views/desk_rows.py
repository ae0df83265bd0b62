"""The rows of the worklist, each drawn in one piece: a list of twenty is half of what its page would cost."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe

from tinhso.foundation.ui.marks import badge, deadline
from tinhso.government.dossiers.queries.desk import Due, Row, Step


def drawn(rows: Iterable[Row], *, address: str, marking: bool) -> SafeString:
    """`<tr>` for each row; `marking` puts a box before it, by which work is handed out."""
    return mark_safe("\n".join(_row(row, address, marking) for row in rows))  # noqa: S308 - every part is escaped


def _row(row: Row, address: str, marking: bool) -> str:
    agency = f" · {escape(row.agency)}" if row.agency else ""
    return (
        f"<tr>{_mark(row) if marking else ''}"
        f'<td class="col-code"><a class="code" href="{address}{row.id}/" data-beside>{row}</a>'
        f'<div class="soft clip">{escape(row.procedure)}{agency}</div></td>'
        f'<td class="col-owner">{escape(row.owner)}</td>'
        f'<td class="col-phase">{badge(row.phase_title, row.tone)}</td>'
        f'<td class="col-step">{"".join(map(_step, row.steps))}</td>'
        f'<td class="col-due">{_due(row.due)}</td></tr>'
    )


def _mark(row: Row) -> str:
    return (
        f'<td class="mark-cell"><label class="mark-box"><span class="unseen">Đánh dấu {row}</span>'
        f'<input type="checkbox" name="dossiers" value="{row.id}"></label></td>'
    )


def _step(step: Step) -> str:
    return f'<div>{escape(step.title)}</div><div class="soft">{escape(step.holder) or "chưa ai nhận"}</div>'


def _due(due: Due) -> str:
    if due.at is None:
        return f'<span class="soft">{escape(due.words)}</span>'
    return deadline(due.at, due.state, due.trace)
