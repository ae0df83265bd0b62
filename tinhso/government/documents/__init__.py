"""Văn bản, hồ sơ công việc: documents of the agencies, from draft to signed, numbered and issued.

Legal basis: Decree 30/2020/NĐ-CP on records work.
"""
