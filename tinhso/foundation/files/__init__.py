"""Kho tệp: files taken in safely, sealed, synced to disk before their row, opened only once found clean.

Legal basis: Law 91/2025/QH15 and Decree 356/2025/NĐ-CP on personal data; Decision 742/QĐ-BTTTT on input checks.
"""
