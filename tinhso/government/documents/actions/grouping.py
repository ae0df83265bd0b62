"""Groups of receivers are made, changed and given up by the records clerks of an agency."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.government.documents.models import REGISTER, ReceiverGroup
from tinhso.government.documents.queries.groups import GROUP, kept_group
from tinhso.government.documents.queries.receivers import MOST, named
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, Stale
from tinhso.kernel.refs import Ref
from tinhso.kernel.text import nfc


def make_group(
    *, actor: Actor, agency: UUID, name: str, receivers: Sequence[str], at: datetime
) -> ReceiverGroup:
    """A group of places under a name of its own at its agency; Conflict when the name is taken."""
    actor = require(actor, GROUP, agencies=(agency,), at=at)
    made = ReceiverGroup(agency_id=agency, **_checked(name, receivers, at=at))
    return _kept(made, actor=actor, at=at)


def change_group(
    *, actor: Actor, group: UUID, version: int, name: str, receivers: Sequence[str], at: datetime
) -> ReceiverGroup:
    """Another name or other places. Documents that were written to it keep the receivers they have."""
    with transaction.atomic():
        found = _held(actor, group, version)
        actor = require(actor, GROUP, agencies=(found.agency_id,), at=at)
        for field, value in _checked(name, receivers, at=at).items():
            setattr(found, field, value)
        found.version += 1
        return _kept(found, actor=actor, at=at)


def drop_group(*, actor: Actor, group: UUID, version: int, at: datetime) -> None:
    """Give a group up; nothing that was written to it changes."""
    with transaction.atomic():
        found = _held(actor, group, version)
        actor = require(actor, GROUP, agencies=(found.agency_id,), at=at)
        _record(found, "group_drop", actor=actor, at=at)
        found.delete()


def _held(actor: Actor, group: UUID, version: int) -> ReceiverGroup:
    kept_group(actor=actor, group=group)
    found = ReceiverGroup.objects.select_for_update().filter(id=group, version=version).first()
    if found is None:
        raise Stale(
            _("Nhóm nơi nhận vừa được người khác sửa hoặc bỏ."), next_step=_("Xem lại nhóm rồi sửa tiếp.")
        )
    return found


def _checked(name: str, receivers: Sequence[str], *, at: datetime) -> dict[str, object]:
    said, keys = " ".join(nfc(name).split()), list(dict.fromkeys(receivers))
    known = named(keys, on=clock.local(at).date())
    faults = []
    if not said:
        faults.append(Fault("name", _("Xin đặt tên nhóm.")))
    if not known:
        faults.append(Fault("receivers", _("Xin chọn ít nhất một nơi nhận.")))
    if len(known) > MOST:
        faults.append(Fault("receivers", _("Nhiều nhất %(most)s nơi nhận.") % {"most": MOST}))
    if faults:
        raise Invalid(_("Chưa lưu được nhóm."), faults=faults)
    return {"name": said[:100], "keys": list(known)}


def _kept(group: ReceiverGroup, *, actor: Actor, at: datetime) -> ReceiverGroup:
    try:
        with transaction.atomic():
            group.save()
            _record(group, "group_keep", actor=actor, at=at)
    except IntegrityError as taken:
        raise Conflict(
            _("Cơ quan đã có nhóm tên này."), next_step=_("Đặt tên khác, hoặc sửa nhóm đã có.")
        ) from taken
    return group


def _record(group: ReceiverGroup, verb: str, *, actor: Actor, at: datetime) -> None:
    ledger.record(
        actor=actor, verb=f"documents.{verb}", about=Ref(REGISTER, group.agency_id), at=at, agency=group.agency_id,
        data={"group": str(group.id), "version": group.version, "places": len(group.keys)},
    )  # fmt: skip
