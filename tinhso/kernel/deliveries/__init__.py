"""Chuyển giao: the only queue of the house.

A delivery is a row made in the transaction of its cause. What is due is handed to its handler inside the
transaction that marks it done; what fails is tried again, later and later, then parked for a person to see.
"""

from tinhso.kernel.deliveries.handlers import every, job, listens_to
from tinhso.kernel.deliveries.sending import enqueue

__all__ = ["enqueue", "every", "job", "listens_to"]
