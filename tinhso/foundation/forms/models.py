"""Forms, version by version."""

from __future__ import annotations

import json
from functools import cached_property, lru_cache

from django.db import models

from tinhso.foundation.forms.shapes import FormBody
from tinhso.foundation.packs.models import Rule


class Form(Rule):
    """One version of one form. Drafts and dossiers keep the version they were begun with."""

    body = models.JSONField()

    @cached_property
    def shape(self) -> FormBody:
        """The body, typed. Read once in a process for each body."""
        return _read(json.dumps(self.body, sort_keys=True))


@lru_cache(maxsize=512)
def _read(body: str) -> FormBody:
    return FormBody.model_validate_json(body)
