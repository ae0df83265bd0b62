"""Con người và tổ chức: who the platform knows, how to reach them, and who may act for whom.

Legal basis: Law 91/2025/QH15 and Decree 356/2025/NĐ-CP (personal data); Civil Code 2015 (representation).
"""
