"""What can be done from the console. Posts and accounts are changed by the actions of `access`."""

from tinhso.surfaces.console.actions.replaying import Replayed, replay_all, replay_one
from tinhso.surfaces.console.actions.verifying import ask_for_check, check_ledger

__all__ = ["Replayed", "ask_for_check", "check_ledger", "replay_all", "replay_one"]
