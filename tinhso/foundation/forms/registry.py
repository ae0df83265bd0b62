"""What can be asked: the registry of field types, and what cleaning an answer may look up.

A field type turns what arrived, from a page or from a machine, into one JSON value or into words a person
can act on. It reads no database: lists, places and files come through the `Context`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.errors import Fault
from tinhso.kernel.registry import Registry

if TYPE_CHECKING:
    from tinhso.foundation.forms.shapes import Question

Answers = Mapping[str, Any]
"""Semantic key to JSON value."""


class Places(Protocol):
    """The administrative units and countries of the day of asking, code to name."""

    def provinces(self) -> Mapping[str, str]: ...

    def communes(self, province: str) -> Mapping[str, str]: ...

    def countries(self) -> Mapping[str, str]: ...


class Nowhere:
    """No place is known: every address is refused."""

    def provinces(self) -> Mapping[str, str]:
        return {}

    def communes(self, province: str) -> Mapping[str, str]:
        return {}

    def countries(self) -> Mapping[str, str]:
        return {}


@dataclass(frozen=True)
class Context:
    """What answers are checked against. The defaults know nothing and so let nothing through."""

    on: date
    """The day of asking: versions of lists and units, and what `today` means."""
    given: Answers = field(default_factory=dict)
    """Facts that conditions may name though the form does not ask them: `case`, `channel`, …"""
    code_list: Callable[[str], Mapping[str, str]] = lambda code: {}
    """Value to label, in the order shown; empty when there is no such list."""
    places: Places = field(default_factory=Nowhere)
    file_name: Callable[[str], str | None] = lambda ref: None
    """The name of a file that the one who answers may refer to; None when there is none."""


class Refused(Exception):  # noqa: N818 - an answer to the person, not a malfunction
    """An answer cannot be taken; the message is for the one who gave it."""


@dataclass(frozen=True)
class Cleaned:
    """One value, or None when nothing was answered; with faults there is no value."""

    value: Any = None
    faults: tuple[Fault, ...] = ()


class FieldType(ABC):
    """One kind of question. Subclasses say how an answer is read, shown, drawn and described."""

    name: ClassVar[str]
    title: ClassVar[str]
    template: ClassVar[str] = "forms/controls/field.html"
    drawn_as: ClassVar[str] = "text"
    """The kind of `<c-field>` that the plain template draws."""
    input_mode: ClassVar[str] = ""
    missing: ClassVar[str | Promise] = _("Ông/bà chưa nhập")
    answered: ClassVar[bool] = True
    """False for what is only shown."""

    @abstractmethod
    def clean(self, raw: object, question: Question, context: Context) -> Cleaned:
        """The value in its stored form, or faults named by the question's key. Never raises."""

    def empty(self, raw: object) -> bool:
        """Whether nothing was answered."""
        return raw is None or (isinstance(raw, str) and not raw.strip())

    def unanswered(self, question: Question) -> Cleaned:
        """What no answer amounts to: a fault where one is required."""
        if question.required:
            return Cleaned(faults=(Fault(question.key, f"{self.missing} “{question.label}”"),))
        return Cleaned()

    def show(self, value: Any, question: Question, context: Context) -> str:
        """A clean value as text for people, on screens and papers."""
        return str(value)

    def parse(self, data: QueryDict, name: str, question: Question) -> object:
        """What a posted page says under this name, uncleaned."""
        return data.get(name, "")

    def draw(
        self, raw: object, question: Question, context: Context, *, name: str, faults: Mapping[str, str]
    ) -> dict[str, Any]:
        """What the template needs beside the question; `raw` is a clean value or what was just typed."""
        return {
            "kind": self.drawn_as,
            "value": self.typed(raw, question, context),
            "input_mode": self.input_mode,
        }

    def typed(self, raw: object, question: Question, context: Context) -> str:
        """The text that stands in the box."""
        return str(raw) if isinstance(raw, str | int) and not isinstance(raw, bool) else ""

    @abstractmethod
    def schema(self, question: Question, context: Context) -> dict[str, Any]:
        """JSON Schema 2020-12 of the stored form."""


class Single(FieldType):
    """A question with one answer, read as a whole."""

    def clean(self, raw: object, question: Question, context: Context) -> Cleaned:
        """The value in its stored form, or faults named by the question's key. Never raises."""
        if self.empty(raw):
            return self.unanswered(question)
        try:
            return Cleaned(self.read(raw, question, context))
        except Refused as refusal:
            return Cleaned(faults=(Fault(question.key, str(refusal)),))

    @abstractmethod
    def read(self, raw: object, question: Question, context: Context) -> Any:
        """The stored form of something that is not empty; raises Refused."""


field_types: Registry[FieldType] = Registry("field types", key=lambda entry: entry.name)
