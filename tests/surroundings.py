"""Loaded before the settings are read (`-p tests.surroundings`): every process has a place of its own to write to.

Of several that share the tests none may sweep away what another has just written.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "TINHSO_VAR" not in os.environ:
    os.environ["TINHSO_VAR"] = tempfile.mkdtemp(prefix="tinhso-test-")
    atexit.register(shutil.rmtree, os.environ["TINHSO_VAR"], ignore_errors=True)
if process := os.environ.get("PYTEST_XDIST_WORKER"):
    os.environ["TINHSO_VAR"] = str(Path(os.environ["TINHSO_VAR"], process))
Path(os.environ["TINHSO_VAR"], "static").mkdir(parents=True, exist_ok=True)
