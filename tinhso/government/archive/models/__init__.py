"""Tables: lists of files, files and what lies in them, cases that hold them, hand-overs and disposals."""

from tinhso.government.archive.models.disposals import DISPOSAL, Disposal, DisposedFile
from tinhso.government.archive.models.files import FILE, Item, RecordFile, RetentionChange
from tinhso.government.archive.models.holds import HOLD, HeldFile, Hold
from tinhso.government.archive.models.minutes import MinutesSignature
from tinhso.government.archive.models.plans import PLAN, FilePlan, Heading
from tinhso.government.archive.models.transfers import TRANSFER, Transfer, TransferredFile

__all__ = [
    "DISPOSAL", "FILE", "HOLD", "PLAN", "TRANSFER", "Disposal", "DisposedFile", "FilePlan", "Heading", "HeldFile",
    "Hold", "Item", "MinutesSignature", "RecordFile", "RetentionChange", "Transfer", "TransferredFile",
]  # fmt: skip
