"""One form control as the `<c-field>` component draws it, made from a Django bound field or from plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from tinhso.foundation.ui import words

KINDS = frozenset(
    {
        "text", "textarea", "select", "radio", "checkbox", "checkboxes", "email", "tel", "number", "date",
        "money", "code", "password", "file", "search",
    }
)  # fmt: skip
INPUT_TYPES = {"email": "email", "tel": "tel", "password": "password", "file": "file", "search": "search"}
INPUT_MODES = {"number": "decimal", "money": "numeric", "code": "numeric"}
AUTOCOMPLETE = {"tel": "tel", "email": "email", "code": "one-time-code"}
GROUPS = frozenset({"radio", "checkboxes"})
CHOSEN = GROUPS | {"select", "checkbox", "file"}
"""What is chosen, not filled in."""

_BY_WIDGET: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "textarea"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radio"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
    (forms.EmailInput, "email"),
    (forms.DateInput, "date"),
    (forms.NumberInput, "number"),
)


@dataclass(frozen=True)
class Option:
    """One thing to choose."""

    value: str
    label: str
    id: str
    hint: str
    chosen: bool
    disabled: bool


@dataclass(frozen=True)
class Control:
    """Everything the template needs; nothing is decided there."""

    kind: str
    name: str
    id: str
    label: str
    hint: str
    errors: tuple[str, ...]
    value: str
    options: tuple[Option, ...]
    optional: bool
    checked: bool
    multiple: bool
    disabled: bool
    autocomplete: str
    accept: str
    rows: int
    unit: str

    @property
    def grouped(self) -> bool:
        """Whether the label belongs to several inputs (fieldset and legend)."""
        return self.kind in GROUPS

    @property
    def input_type(self) -> str:
        return INPUT_TYPES.get(self.kind, "text")

    @property
    def input_mode(self) -> str:
        return INPUT_MODES.get(self.kind, "")

    @property
    def described_by(self) -> str:
        """The ids of hint and error, in the order in which they should be read."""
        parts = [f"{self.id}-hint"] if self.hint else []
        return " ".join([*parts, f"{self.id}-error"] if self.errors else parts)


def control(field: BoundField | None, given: Mapping[str, Any]) -> Control:
    """Merge what a bound field says with what the page gives; what the page gives wins.

    Keys of `given` are the parameters of `<c-field>`; empty values count as not given.
    """
    said = _of_bound_field(field) if field is not None else {}
    said |= {key: value for key, value in given.items() if value not in ("", None)}
    kind = str(said.get("type", "text"))
    if kind not in KINDS:
        raise ValueError(f"<c-field> draws no {kind!r}; it draws {', '.join(sorted(KINDS))}")
    name = str(said.get("name", ""))
    if not name:
        raise ValueError("<c-field> needs a field or a name")
    key = str(said.get("id", f"id_{name}"))
    value = said.get("value", "")
    chosen = {str(one) for one in value} if isinstance(value, (list, tuple, set, frozenset)) else {str(value)}
    return Control(
        kind=kind,
        name=name,
        id=key,
        label=str(said.get("label", "")),
        hint=str(said.get("hint", "")),
        errors=_errors(said.get("errors", ())),
        value="" if isinstance(value, (list, tuple, set, frozenset)) else _written(value),
        options=tuple(_options(said.get("options", ()), key=key, chosen=chosen)),
        optional=bool(said.get("optional", False)),
        checked=bool(said.get("checked", False)),
        multiple=bool(said.get("multiple", False)),
        disabled=bool(said.get("disabled", False)),
        autocomplete=str(said.get("autocomplete", AUTOCOMPLETE.get(kind, ""))),
        accept=str(said.get("accept", "")),
        rows=int(said.get("rows", 4)),
        unit=str(said.get("unit", "đồng" if kind == "money" else "")),
    )


def _written(value: Any) -> str:
    """A value as people type it."""
    return words.day(value) if isinstance(value, date) else str(value)


def _of_bound_field(field: BoundField) -> dict[str, Any]:
    widget = field.field.widget
    kind = next((kind for cls, kind in _BY_WIDGET if isinstance(widget, cls)), "text")
    value = field.value()
    said: dict[str, Any] = {
        "type": kind,
        "name": field.html_name,
        "id": field.id_for_label or field.auto_id or f"id_{field.html_name}",
        "label": field.label,
        "hint": field.help_text,
        "errors": _said_of(field, kind),
        "optional": not field.field.required,
        "disabled": field.field.disabled,
        "multiple": getattr(widget, "allow_multiple_selected", False),
        "autocomplete": widget.attrs.get("autocomplete", ""),
    }
    if kind in GROUPS:
        said["id"] = field.auto_id or f"id_{field.html_name}"
    if kind in {"select", "radio", "checkboxes"}:
        said["options"] = widget.choices
    if kind == "checkbox":
        said |= {"checked": bool(value), "value": "on"}
    elif kind not in {"file", "password"} and value is not None:
        said["value"] = value if isinstance(value, (list, tuple)) else field.field.prepare_value(value)
    return {key: value for key, value in said.items() if value not in ("", None)}


def _said_of(field: BoundField, kind: str) -> list[str]:
    """What is wrong with a field. Django's own word for an empty one does not say which, so it is named here, once."""
    nothing = forms.Field.default_error_messages["required"]
    ask = _("Chưa chọn: %(label)s") if kind in CHOSEN else _("Chưa điền: %(label)s")
    return [str(ask % {"label": field.label}) if one == nothing else str(one) for one in field.errors]


def _errors(given: Any) -> tuple[str, ...]:
    if isinstance(given, str):
        return (given,) if given else ()
    return tuple(str(error) for error in given)


def _options(given: Iterable[Any], *, key: str, chosen: set[str]) -> Iterable[Option]:
    for position, one in enumerate(given):
        if isinstance(one, Mapping):
            value, label, hint = one["value"], one["label"], one.get("hint", "")
            disabled = bool(one.get("disabled", False))
        else:
            (value, label), hint, disabled = one, "", False
        text = "" if value is None else str(value)
        yield Option(
            value=text,
            label=str(label),
            id=key if position == 0 else f"{key}_{position}",
            hint=str(hint),
            chosen=text in chosen,
            disabled=disabled,
        )


def faults(form: forms.BaseForm) -> list[tuple[str, str]]:
    """`(id of the control, what is wrong)` of a whole form, in the order of its fields."""
    found = [("", str(error)) for error in form.non_field_errors()]
    for name in form.errors:
        if name in form.fields:
            drawn = control(form[name], {})
            found += [(drawn.id, error) for error in drawn.errors]
    return found
