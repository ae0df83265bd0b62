"""Chỉ đạo điều hành: kết luận, ý kiến chỉ đạo được chia thành nhiệm vụ và theo dõi đến cùng; lịch công tác lãnh đạo.

Căn cứ: quy chế làm việc của từng cơ quan; Nghị định số 30/2020/NĐ-CP, Điều 24 (theo dõi, đôn đốc giải quyết văn bản).
"""
