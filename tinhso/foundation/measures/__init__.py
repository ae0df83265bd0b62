"""Số liệu: chỉ số do từng hệ thống khai báo, tính từ chính công việc, mở được tới từng dòng.

Căn cứ: Quyết định số 766/QĐ-TTg ngày 23/6/2022 (Bộ chỉ số chỉ đạo, điều hành và đánh giá chất lượng phục vụ).
"""
