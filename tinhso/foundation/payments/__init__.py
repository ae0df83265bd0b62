"""Thanh toán: khoản phải thu, tiền vào từ mọi nguồn, hoàn trả và đối soát ba bên, đúng đến từng đồng.

Căn cứ: Nghị định số 118/2025/NĐ-CP; Luật Kế toán số 88/2015/QH13; định dạng mã VietQR của NAPAS, bản 1.0 (09/2021).
"""
