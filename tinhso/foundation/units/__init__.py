"""Đơn vị hành chính và cơ quan: which units and agencies there are, were, and what became of them.

Rules with validity (packs): Nghị quyết số 202/2025/QH15, Quyết định số 19/2025/QĐ-TTg, Quyết định số 20/2020/QĐ-TTg.
"""
