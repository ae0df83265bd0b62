"""What every change of a file shares: the lock, the version check, the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.government.archive.models import RecordFile
from tinhso.government.archive.queries.files import FILING, KEEP, visible
from tinhso.government.archive.queries.page import TITLES, hidden
from tinhso.government.archive.rules import FILE_TITLES, PURPOSE, FileState
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, Stale
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.ledger.queries import acts_about
from tinhso.kernel.refs import Ref

BASIS = "Nghị định 30/2020/NĐ-CP"


def locked(*, actor: Actor, file: UUID, version: int | None = None) -> RecordFile:
    """The file, held until the transaction ends; NotFound for one the actor may not see, Stale when the page that
    asks was drawn from an older one."""
    if not visible(actor=actor).filter(id=file).exists():
        raise hidden(actor=actor, file=file)
    found = RecordFile.objects.select_for_update(of=("self",)).select_related("agency", "plan").get(id=file)
    if version is not None and version != found.version:
        raise Stale(
            _("Hồ sơ vừa thay đổi: %(act)s.") % {"act": _last_change(found)},
            next_step=_("Xem lại hồ sơ rồi thực hiện lại nếu vẫn cần."),
        )
    return found


def worker(file: RecordFile, *, actor: Actor, at: datetime) -> Actor:
    """The actor as who may work in this file: the keeper of the agency's files, or who is responsible for it."""
    own = file.responsible_id == actor.account
    return require(actor, FILING if own else KEEP, agencies=(file.agency_id,), at=at)


def must_be(file: RecordFile, *states: FileState) -> None:
    """Conflict when the file is in none of these states."""
    if file.state not in states:
        title = FILE_TITLES[FileState(file.state)]
        raise Conflict(
            _("Hồ sơ %(code)s ở trạng thái “%(state)s” nên không làm được việc này.")
            % {"code": file.code, "state": title},
            next_step=_("Mở lại hồ sơ để xem trạng thái và những việc làm được."),
        )


def say_why(text: str, field: str = "reason") -> str:
    """What was given as reason; Invalid without any."""
    if not text.strip():
        raise Invalid(faults=[Fault(field, _("Xin ghi lý do."))])
    return text.strip()


def record(
    file: RecordFile, *, verb: str, actor: Actor, at: datetime, data: Mapping[str, Any] | None = None
) -> Act:
    """Save a locked file as its next version and record what was done."""
    file.version += 1
    file.saved_at = at
    file.save()
    return note(
        file.ref,
        verb=verb,
        actor=actor,
        agency=file.agency_id,
        at=at,
        data={"version": file.version, **(data or {})},
    )


def note(
    about: Ref, *, verb: str, actor: Actor, agency: UUID, at: datetime, data: Mapping[str, Any] | None = None
) -> Act:
    """Record what was done to any thing of the archive."""
    return ledger.record(
        actor=actor, verb=f"archive.{verb}", about=about, at=at, agency=agency, purpose=PURPOSE, basis=BASIS,
        data=data or {},
    )  # fmt: skip


def _last_change(file: RecordFile) -> str:
    acts = [one for one in acts_about(about=file.ref) if one.verb in TITLES]
    return f"{TITLES[acts[-1].verb]}, {clock.local(acts[-1].at):%H:%M %d/%m/%Y}" if acts else ""
