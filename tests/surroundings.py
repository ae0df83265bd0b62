"""Loaded before the settings are read (`-p tests.surroundings`): every run has a place of its own to write to."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "TINHSO_VAR" not in os.environ:
    os.environ["TINHSO_VAR"] = tempfile.mkdtemp(prefix="tinhso-test-")
    Path(os.environ["TINHSO_VAR"], "static").mkdir()
    atexit.register(shutil.rmtree, os.environ["TINHSO_VAR"], ignore_errors=True)
