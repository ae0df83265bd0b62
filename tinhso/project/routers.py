"""Which database holds what: wrapped keys always apart, reads apart on SQLite."""

from typing import Any

from django.conf import settings
from django.db.models import Model

APART = {"sealing": "keys"}


class Router:
    """Sends whole apps, and the table of reads, to their own database."""

    def _home(self, app_label: str, model_name: str | None) -> str:
        if app_label == "ledger" and model_name == "read" and "reads" in settings.DATABASES:
            return "reads"
        return APART.get(app_label, "default")

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return self._home(model._meta.app_label, model._meta.model_name)

    db_for_write = db_for_read

    def _home_of(self, row: Model) -> str:
        return self._home(row._meta.app_label, row._meta.model_name)

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return self._home_of(one) == self._home_of(other)

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        return db == self._home(app_label, model_name)
