"""The two doors: whose they are, which cookie opens them, and how long a session behind them lives."""

from dataclasses import dataclass
from datetime import timedelta

from tinhso.kernel.actors import ActorKind


@dataclass(frozen=True)
class Door:
    """One way in. A session ends `idle` after its last use and `absolute` after it began."""

    name: str
    kind: ActorKind
    cookie: str
    paths: tuple[str, ...]
    sign_in_url: str
    home_url: str
    idle: timedelta
    absolute: timedelta


CITIZEN = Door(
    name="citizen",
    kind=ActorKind.CITIZEN,
    cookie="tinhso_dan",
    paths=("/",),
    sign_in_url="/dang-nhap/",
    home_url="/",
    idle=timedelta(hours=20),
    absolute=timedelta(hours=20),
)
OFFICIAL = Door(
    name="official",
    kind=ActorKind.OFFICIAL,
    cookie="tinhso_canbo",
    paths=("/can-bo/", "/quan-tri/"),
    sign_in_url="/can-bo/dang-nhap/",
    home_url="/can-bo/",
    idle=timedelta(minutes=15),
    absolute=timedelta(hours=8),
)
DOORS = {door.name: door for door in (CITIZEN, OFFICIAL)}

TRIES, TRIES_WINDOW = 5, timedelta(minutes=5)
"""Wrong passwords or codes one account or number may send."""
TRIES_PER_ADDRESS = 100
"""The same for one network address: a whole office may share it."""
CODES, CODES_WINDOW = 3, timedelta(minutes=10)
"""One-time codes one number may ask for."""
CODE_LIFE = timedelta(minutes=5)
HALFWAY_LIFE = timedelta(minutes=10)
"""How long a right password waits for its second factor."""
TOKEN_LIFE = timedelta(hours=1)
"""How long the token of a machine holds."""


def door_of(path: str) -> Door:
    """The door a path lies behind."""
    return OFFICIAL if f"{path}/".startswith(OFFICIAL.paths) else CITIZEN
