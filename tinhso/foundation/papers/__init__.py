"""Giấy tờ: the papers an agency hands out, typeset as PDF/A-2b in the layout the law gives them.

Legal basis: Decree 30/2020/NĐ-CP (layout); Circular 01/2018/TT-VPCP and Circular 03/2025/TT-VPCP (one-stop forms).
"""
