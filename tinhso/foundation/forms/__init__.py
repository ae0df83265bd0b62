"""Biểu mẫu điện tử: forms as data, asked one thing per page, checked the same way on every channel.

Legal basis: interactive electronic forms of Decree 45/2020/NĐ-CP and of each procedure.
"""
