"""Hồ sơ thủ tục hành chính: a person asks, the province answers on time, signed.

Legal basis: Decree 118/2025/NĐ-CP as amended by Decrees 367/2025 and 309/2026; Circular 03/2025/TT-VPCP.
"""
