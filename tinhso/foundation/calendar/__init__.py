"""Lịch làm việc: ngày nghỉ, ngày làm bù, giờ hành chính, và hạn trả tính theo đó.

Legal basis: Labour Code 2019 art. 111–112; Civil Code 2015 art. 144–148; Decree 118/2025/NĐ-CP.
"""
