"""Một lần duy nhất: a request sent again, by whatever accident, has one effect and gets the first answer.

The key and its answer are kept in the transaction of the effect (IETF draft Idempotency-Key header).
"""

from tinhso.kernel.once.keeping import Remembered, recall, remember

__all__ = ["Remembered", "recall", "remember"]
