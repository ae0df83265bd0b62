"""Đồng bộ Cổng Dịch vụ công quốc gia: filings come in once, where they stand goes out until both sides agree.

Legal basis: Decree 118/2025/NĐ-CP; Decree 224/2026/NĐ-CP art. 15; Decision 29/2026/QĐ-TTg. The portal's interface of
2026 is not published: names and paths are configuration, after an adapter of 2020, and marked assumed.
"""
