"""Thông báo: báo cho người dân trong trang của họ, qua thư điện tử, tin nhắn và Zalo, mỗi việc một lần.

Căn cứ: Nghị định số 118/2025/NĐ-CP; Luật 91/2025/QH15 (chỉ gửi điều cần thiết: mã, việc cần làm, đường dẫn).
"""
