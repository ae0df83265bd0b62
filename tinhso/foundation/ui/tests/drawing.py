"""Draws markup with components in it, as a template file would."""

from typing import Any

from django.template import Context, Template
from django_cotton.compiler_regex import CottonCompiler


def drawn(markup: str, **context: Any) -> str:
    """The page that this markup makes with these variables."""
    return Template(CottonCompiler().process(markup)).render(Context(context))
