"""Niêm phong: personal data is stored sealed, one key per person or dossier; destroying the key erases.

AES-256-GCM with the row as associated data, so that a sealed value moved to another row does not open.
Legal basis: Law 91/2025/QH15 and Decree 356/2025/NĐ-CP on personal data.
"""

from tinhso.kernel.sealing.vault import (
    Destroyed,
    blind,
    destroy,
    destroyed,
    new_key,
    seal,
    seal_json,
    seal_text,
    unseal,
    unseal_json,
    unseal_text,
)

__all__ = [
    "Destroyed",
    "blind",
    "destroy",
    "destroyed",
    "new_key",
    "seal",
    "seal_json",
    "seal_text",
    "unseal",
    "unseal_json",
    "unseal_text",
]
