"""Whether the machinery runs: databases, disks, the worker, the sealer, versions."""

from __future__ import annotations

import platform
import shutil
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import django
from django.conf import settings
from django.db import Error, connections
from django.db.models import Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.foundation.access.policy import require
from tinhso.foundation.files.queries import to_read
from tinhso.kernel.actors import Actor
from tinhso.kernel.deliveries.models import Delivery, Schedule
from tinhso.kernel.ledger.models import Act

SEE = "console.see_health"
LATE = timedelta(minutes=1)
"""Work that has been due for longer says that no worker runs, or that it cannot keep up."""
TIGHT = 0.1
"""The share of a disk below which it is called nearly full."""
_GIB = 1024**3
DATABASES = {
    "default": gettext_lazy("Dữ liệu chính"),
    "keys": gettext_lazy("Kho khóa"),
    "reads": gettext_lazy("Nhật ký xem dữ liệu"),
}


@dataclass(frozen=True)
class Database:
    """One database. `answer_ms` is None when it does not answer; `octets` where it is a file of this machine."""

    title: str
    engine: str
    version: str
    answer_ms: float | None
    octets: int | None


@dataclass(frozen=True)
class Disk:
    """The room left where something is kept, in GiB."""

    title: str
    free: float
    total: float

    @property
    def tight(self) -> bool:
        return self.free < self.total * TIGHT


@dataclass(frozen=True)
class Worker:
    """What can be seen of the worker from what it leaves undone."""

    oldest_due: datetime | None
    schedule_due: datetime | None
    """When the schedule that has waited longest came due; a running worker moves it on at once."""
    last_done: datetime | None
    oldest_unsealed: datetime | None

    def late(self, at: datetime) -> list[str]:
        """What waits longer than it should, in words; nothing when the worker keeps up."""
        waits = (
            (
                self.schedule_due,
                _("Lịch chạy định kỳ không được khởi động: có thể tiến trình worker đã dừng."),
            ),
            (self.oldest_due, _("Có việc đến hạn quá một phút chưa được làm.")),
            (self.oldest_unsealed, _("Có mục nhật ký quá một phút chưa được niêm.")),
        )
        return [words for moment, words in waits if moment is not None and at - moment > LATE]


def databases(*, actor: Actor) -> list[Database]:
    """Every database, asked now."""
    require(actor, SEE)
    return [_asked(alias) for alias in settings.DATABASES]


def disks(*, actor: Actor) -> list[Disk]:
    """The places things are kept in; two on one disk are shown once."""
    require(actor, SEE)
    places = {_("Dữ liệu"): settings.VAR, _("Tệp"): settings.FILES_ROOT, _("Thư gửi"): settings.OUTBOX_ROOT}
    found: dict[int, Disk] = {}
    for title, folder in places.items():
        path = _existing(Path(folder))
        used, device = shutil.disk_usage(path), path.stat().st_dev
        titles = f"{found[device].title}, {title.lower()}" if device in found else title
        found[device] = Disk(titles, used.free / _GIB, used.total / _GIB)
    return list(found.values())


def worker(*, actor: Actor, at: datetime) -> Worker:
    """How the worker keeps up."""
    require(actor, SEE)
    due = Delivery.objects.filter(state=Delivery.State.DUE, due_at__lte=at)
    return Worker(
        oldest_due=due.aggregate(oldest=Min("due_at"))["oldest"],
        schedule_due=Schedule.objects.filter(next_at__lte=at).aggregate(oldest=Min("next_at"))["oldest"],
        last_done=Delivery.objects.filter(state=Delivery.State.DONE).aggregate(last=Max("done_at"))["last"],
        oldest_unsealed=Act.objects.filter(position=None).aggregate(oldest=Min("at"))["oldest"],
    )


def reading(*, actor: Actor) -> tuple[int, int]:
    """How many files wait to be read for the search, and of how many nothing could be."""
    require(actor, SEE)
    return to_read()


def versions(*, actor: Actor) -> list[tuple[str, str]]:
    """What runs here: name and version."""
    require(actor, SEE)
    mode = _("sản xuất") if settings.PRODUCTION else _("trình diễn")
    return [
        ("Tỉnh Số", settings.VERSION),
        (_("Chế độ"), mode),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        (_("Hệ điều hành"), f"{platform.system()} {platform.release()}"),
    ]


def _asked(alias: str) -> Database:
    connection = connections[alias]
    title = str(DATABASES.get(alias, alias))
    started = time.perf_counter()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            answered = (time.perf_counter() - started) * 1000
        version = ".".join(map(str, connection.get_database_version()))
    except Error:
        return Database(title, connection.display_name, "", None, None)
    octets = None
    if connection.vendor == "sqlite":
        file = Path(str(connection.settings_dict["NAME"]))
        octets = file.stat().st_size if file.is_file() else None
    return Database(title, connection.display_name, version, answered, octets)


def _existing(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path
