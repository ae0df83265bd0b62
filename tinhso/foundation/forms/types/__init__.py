"""The field types of the house."""

from tinhso.foundation.forms.registry import FieldType
from tinhso.foundation.forms.types.choices import Choice, Choices, YesNo
from tinhso.foundation.forms.types.dates import Date, Month, PartialDate, Time
from tinhso.foundation.forms.types.numbers import Integer, Money
from tinhso.foundation.forms.types.others import File, Note
from tinhso.foundation.forms.types.places import Address
from tinhso.foundation.forms.types.tables import Table
from tinhso.foundation.forms.types.texts import Email, LongText, Name, PersonalNumber, Phone, Text

FIELD_TYPES: tuple[FieldType, ...] = (
    Text(), LongText(), Name(), PersonalNumber(), Phone(), Email(),
    Date(), PartialDate(), Month(), Time(),
    Integer(), Money(),
    Choice(), Choices(), YesNo(),
    Address(), Table(), File(), Note(),
)  # fmt: skip
