"""What packs say of the axis and of the numbers on its wire. Published, so no actor is asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from tinhso.foundation.packs.keeping import kept
from tinhso.foundation.packs.queries import code_list
from tinhso.government.axis.formats.codes import Codes
from tinhso.government.axis.models import DocumentAxis
from tinhso.government.axis.rules import Terms
from tinhso.kernel import clock
from tinhso.kernel.errors import Unavailable


def terms(*, at: datetime) -> Terms:
    """The axis at a moment; Unavailable where no pack describes it."""
    found = _terms_on(clock.local(at).date())
    if found is None:
        raise Unavailable(_("Chưa nạp quy định về trục liên thông văn bản."), retry_after=600)
    return found


def reachable(*, at: datetime) -> Terms | None:
    """The axis at a moment; None where none is connected, or no pack describes it."""
    return _terms_on(clock.local(at).date()) if settings.DOCUMENT_AXIS else None


@kept
def _terms_on(on: date) -> Terms | None:
    body = DocumentAxis.objects.on(on).values_list("body", flat=True).order_by("code").first()
    return None if body is None else Terms.model_validate(body)


@kept
def codes_on(on: date) -> Codes:
    """The numbers of the wire on a day."""
    return Codes.of(
        document_types=code_list("edxml_document_types", on=on),
        priorities=code_list("edxml_priorities", on=on),
        steering=code_list("edxml_steering", on=on),
        statuses=code_list("edxml_statuses", on=on),
    )


@kept
def types_on(on: date) -> Mapping[str, str]:
    """Code and name of every type of document."""
    return {one.value: one.label for one in code_list("document_types", on=on).entries}
