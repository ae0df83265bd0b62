"""Sổ nhật ký: the one history. Every act and every read of personal data is recorded through one call.

A sealer gives rows their position in one Merkle tree (RFC 6962); checkpoints are signed each minute.
"""

from tinhso.kernel.ledger.recording import record, record_each, record_read, together

__all__ = ["record", "record_each", "record_read", "together"]
