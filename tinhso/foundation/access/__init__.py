"""Truy cập: who comes in by which door, who holds which post, and the one policy that says what each may do.

Legal basis: Decree 69/2024/NĐ-CP (electronic identification); Decree 310/2026/NĐ-CP (accounts of officials).
"""
