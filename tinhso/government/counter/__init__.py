"""Quầy một cửa: numbers are drawn and called, people are helped to file, results are handed over against a code.

Legal basis: Decree 118/2025/NĐ-CP as amended; Decree 61/2018/NĐ-CP art. 13 (queue machines) and 20 (results).
"""
