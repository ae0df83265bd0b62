"""Hồ sơ công việc và lưu trữ: what is done with is filed, kept as the law says, handed over, destroyed with proof.

Legal basis: Decree 30/2020/NĐ-CP, chapter IV (files and their hand-over); Law 33/2024/QH15 on archives.
"""
