"""Lists taken along: CSV that a spreadsheet opens, in which what somebody typed stays words."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: str | int) -> str | int:
    """A value as a spreadsheet takes it for what it is, and never for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def spreadsheet(name: str, head: Sequence[object], rows: Iterable[Sequence[str | int]]) -> HttpResponse:
    """A list as a file of that name. The mark at its head tells spreadsheets that the text is UTF-8."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.writer(answer)
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return answer
