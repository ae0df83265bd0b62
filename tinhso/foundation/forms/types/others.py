"""References to files, and notes that ask nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.foundation.forms.registry import Cleaned, Context, FieldType, Refused, Single
from tinhso.foundation.forms.shapes import Question
from tinhso.kernel.refs import Ref


class File(Single):
    """A file taken in before, named by its Ref. Whether one may refer to it is the context's word."""

    name, title = "file", "Tệp đính kèm"
    template = "forms/controls/file.html"
    missing = gettext_lazy("Ông/bà chưa gửi tệp cho")

    def read(self, raw: object, question: Question, context: Context) -> str:
        try:
            ref = str(Ref.parse(raw)) if isinstance(raw, str) else ""
        except ValueError:
            ref = ""
        if not ref or context.file_name(ref) is None:
            raise Refused(_("Không tìm thấy tệp này; xin gửi lại"))
        return ref

    def show(self, value: Any, question: Question, context: Context) -> str:
        return context.file_name(value) or _("Tệp không còn")

    def draw(
        self, raw: object, question: Question, context: Context, *, name: str, faults: Mapping[str, str]
    ) -> dict[str, Any]:
        kept = self.clean(raw, question, context).value
        return {"value": kept or "", "shown": self.show(kept, question, context) if kept else ""}

    def schema(self, question: Question, context: Context) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^[a-z]+\.[a-z_]+:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}


class Note(FieldType):
    """Words between questions."""

    name, title = "note", "Lời dẫn"
    template = "forms/controls/note.html"
    answered = False

    def clean(self, raw: object, question: Question, context: Context) -> Cleaned:
        return Cleaned()

    def parse(self, data: QueryDict, name: str, question: Question) -> object:
        return None

    def show(self, value: Any, question: Question, context: Context) -> str:
        return ""

    def schema(self, question: Question, context: Context) -> dict[str, Any]:
        return {"not": {}}
