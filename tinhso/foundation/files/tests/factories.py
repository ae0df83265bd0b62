"""Files of an invented owner."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from tinhso.foundation.files import actions
from tinhso.foundation.files.models import StoredFile
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
OWNER = Ref("dossiers.dossier", new_id())


def take(key: UUID, name: str, content: bytes) -> StoredFile:
    return actions.take_in(actor=SYSTEM, at=AT, owner=OWNER, key=key, name=name, content=content)


def take_together(key: UUID, **came: bytes) -> list[StoredFile]:
    """Files by their names, a `_` in a name standing for its dot."""
    given = [actions.Came(name.replace("_", "."), content) for name, content in came.items()]
    with transaction.atomic():
        return actions.take_in_together(actor=SYSTEM, at=AT, owner=OWNER, key=key, came=given)


def blobs(root: Path) -> list[Path]:
    """What lies in the store."""
    return [path for path in root.rglob("*") if path.is_file()]
