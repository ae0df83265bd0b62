"""What a clerk writes down while the network is down: the least by which the person can be helped afterwards."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from tinhso.government.counter.rules import Consent
from tinhso.kernel.text import nfc

_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def _words(text: str) -> str:
    return nfc(text.replace("\0", "")).strip()


def _bounded(moment: datetime) -> datetime:
    """A device whose battery died may be in any year; a slip is not lost for that."""
    return min(max(moment, _FIRST), _LAST)


Words = Annotated[str, AfterValidator(_words)]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PaperTaken(_Closed):
    """One component of the procedure that was seen, and how many originals of it stayed."""

    paper: str = Field(max_length=60)
    seen: Literal["", "original", "copy"] = ""
    kept: int = Field(0, ge=0, le=99)


class Taken(_Closed):
    """One slip as the device wrote it; `taken_at` by the device's own clock."""

    taken_at: Annotated[AwareDatetime, AfterValidator(_bounded)]
    procedure: Words = Field(max_length=60)
    name: Words = Field(min_length=1, max_length=150)
    national_id: Words = Field("", max_length=20)
    phone: Words = Field("", max_length=20)
    ticket: Words = Field("", max_length=10)
    consent: Consent
    papers: tuple[PaperTaken, ...] = Field((), max_length=60)

    @property
    def number(self) -> str:
        """By what the person is looked for."""
        return self.national_id or self.phone

    @property
    def seen(self) -> dict[str, str]:
        return {one.paper: one.seen for one in self.papers if one.seen}

    @property
    def kept(self) -> dict[str, int]:
        return {one.paper: one.kept for one in self.papers if one.kept}
