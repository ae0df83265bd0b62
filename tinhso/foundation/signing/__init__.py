"""Ký số: certificates, keys, signatures in PDF files (PAdES) and the judgement of those of others.

Legal basis: Law on Electronic Transactions 2023; Decree 23/2025/NĐ-CP; Decree 30/2020/NĐ-CP, annex I (appearance).
"""
