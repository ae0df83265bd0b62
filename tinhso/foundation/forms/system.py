"""Manifest of forms: the field types of the house, and forms as a kind of rule."""

from tinhso.foundation.forms.checks import check_forms
from tinhso.foundation.forms.models import Form
from tinhso.foundation.forms.registry import field_types
from tinhso.foundation.forms.shapes import FormBody
from tinhso.foundation.forms.types import FIELD_TYPES
from tinhso.foundation.packs.registry import PackKind, pack_kinds
from tinhso.kernel.systems import System, systems

systems.register(
    System(name="forms", title="Biểu mẫu điện tử", summary="Biểu mẫu là dữ liệu; mọi kênh kiểm tra như nhau.")
)
for field_type in FIELD_TYPES:
    field_types.register(field_type)
pack_kinds.register(PackKind(name="form", title="Biểu mẫu", model=Form, shape=FormBody, check=check_forms))
