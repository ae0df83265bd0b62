"""What officials bring to sign with."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class LookForm(forms.Form):
    """A picture of a signature or of a seal, and how wide it is on paper."""

    picture = forms.FileField(
        label=_("Ảnh PNG nền trong suốt"), widget=forms.FileInput(attrs={"accept": ".png"})
    )
    width = forms.DecimalField(
        label=_("Chiều rộng trên giấy (mm)"),
        max_digits=4,
        decimal_places=1,
        help_text=_("Đo trên bản giấy, bằng kích thước thật."),
    )
