"""Cổng của tỉnh: one question, the answer while it is typed, and the way into every service.

Legal basis: Decree 118/2025/NĐ-CP (procedures are published, found and tracked online).
"""
