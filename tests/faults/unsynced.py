"""The red control's settings: the same house, but SQLite acknowledges before the disk has it. Tests only."""

from tinhso.project.settings import *  # noqa: F403
from tinhso.project.settings import DATABASES

for _one in DATABASES.values():
    _one["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
