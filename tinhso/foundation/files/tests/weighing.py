"""`python -m tinhso.foundation.files.tests.weighing FOLDER`: examines each file of a folder in a process of its own.

One line of JSON a file: its name, the seconds it took, the most memory the process ever had, and whether it was taken.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from django.conf import settings

from tinhso.foundation.files.engine import intake
from tinhso.foundation.files.engine.refusal import Unsafe
from tinhso.foundation.files.limits import Limits


def weigh(path: Path) -> dict[str, object]:
    """Examine one file as the worker would, and say what it cost."""
    told, tell = os.pipe()
    started = time.monotonic()
    child = os.fork()
    if not child:
        try:
            intake.examine(path.name.partition(" ")[2], path.read_bytes(), Limits())
            os.write(tell, b"taken")
        except Unsafe:
            os.write(tell, b"refused")
        finally:
            os._exit(0)
    os.close(tell)
    _, status, used = os.wait4(child, 0)
    with os.fdopen(told, "rb") as words:
        end = words.read().decode() or f"ended with {status}"
    seconds = time.monotonic() - started
    return {"file": path.name, "seconds": seconds, "megabytes": used.ru_maxrss / 1024, "end": end}


def main() -> None:
    settings.configure(USE_I18N=False)
    for path in sorted(Path(sys.argv[1]).iterdir()):
        sys.stdout.write(f"{json.dumps(weigh(path), ensure_ascii=False)}\n")


if __name__ == "__main__":
    main()
