"""Ví giấy tờ: what the house holds for a person, in one place, so that nobody is asked for it twice.

Legal basis: Decree 45/2020/NĐ-CP as amended (the electronic store of each person); Resolution 66.7/2025/NQ-CP.
"""
