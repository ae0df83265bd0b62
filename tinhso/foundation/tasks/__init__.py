"""Nhiệm vụ: việc một người hoặc một cơ quan phải làm cho người giao, đến một ngày.

Căn cứ: Nghị định số 30/2020/NĐ-CP, Điều 24 (giải quyết và theo dõi, đôn đốc việc giải quyết văn bản đến).
"""
