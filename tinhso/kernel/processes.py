"""Processes that do not outlive the one that started them."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with(parent: int) -> None:
    """Have the system kill this process when its parent, of this number, ends in whatever way, kill -9 too.

    A parent that wants its children to finish their work waits for them. Linux knows how; elsewhere a killed parent
    leaves its children behind.
    """
    if sys.platform == "linux":
        # A milder signal could be lost: until a server is up, it has the handlers of the parent it was forked from.
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it was gone before it could be asked for
            os.kill(os.getpid(), signal.SIGKILL)
