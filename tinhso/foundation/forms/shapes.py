"""A form as a pack writes it: pages of questions with semantic keys.

A key (`child.birth_place`) names the meaning and never the layout. Answers are one flat mapping from key
to JSON value: text, number, true/false, ISO date text, a mapping for addresses, a list of mappings for
tables. Channels map their own names to these keys.
"""

from __future__ import annotations

from pydantic import Field

from tinhso.foundation.conditions.shapes import Condition, Shape

FieldType = str
"""A key of `forms.registry.field_types`: text, long_text, name, personal_number, phone, email, date,
partial_date, month, time, integer, money, choice, choices, yes_no, address, table, file, note."""


class Option(Shape):
    """One choice: the stored value and the words shown."""

    value: str
    label: str
    hint: str = ""


class Question(Shape):
    """One thing asked."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")
    label: str
    type: FieldType = "text"
    required: bool = True
    hint: str = ""
    options: tuple[Option, ...] = ()
    code_list: str = ""
    """A code list of the packs that offers the options, e.g. `ethnicities`."""
    columns: tuple[Question, ...] = ()
    """For a table: the questions of one row, keys relative to the row."""
    min_rows: int = 0
    max_rows: int = 20
    min: int | str | None = None
    """Smallest number or earliest date; `today` is the day of asking."""
    max: int | str | None = None
    max_length: int | None = None
    default: bool | int | str | None = None
    when: Condition | None = None
    """Asked only when this holds; an answer given before is kept, and left out of what is sent."""
    sensitive: bool = False
    """Sensitive personal data of Decree 356/2025: masked outside the dossier page."""
    prefill: str = ""
    """Where a first value may come from: `account.name`, `account.personal_number`, …"""
    assumed: bool = False


class Page(Shape):
    """One group of questions that belong together, shown alone."""

    key: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: str
    intro: str = ""
    questions: tuple[Question, ...]
    when: Condition | None = None


class Rule(Shape):
    """What must hold between answers; `message` is shown at `field` when it does not."""

    require: Condition
    when: Condition | None = None
    field: str
    message: str
    soft: bool = False
    """A soft rule warns and lets pass."""


class FormBody(Shape):
    """The body of a `form` rule."""

    title: str
    """The official title of the declaration, e.g. `Tờ khai đăng ký khai sinh`."""
    source: str = ""
    """Circular, annex and number of the paper form."""
    pages: tuple[Page, ...] = Field(min_length=1)
    rules: tuple[Rule, ...] = ()
    given: tuple[str, ...] = ("case", "channel")
    """Facts the form does not ask and conditions may name; whoever asks hands them in."""
    facts: tuple[str, ...] = ()
    """Keys kept in plain for filters and statistics. Everything else is sealed."""
    subject: str = ""
    """The key prefix of the person the result is about, e.g. `child`."""

    def questions(self) -> tuple[Question, ...]:
        return tuple(question for page in self.pages for question in page.questions)
