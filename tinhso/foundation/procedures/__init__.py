"""Thủ tục hành chính: what a person may ask of the province, by which rule, in which version.

Legal basis: Decree 63/2010/NĐ-CP and its amendments; Decree 118/2025/NĐ-CP.
"""
