"""Quy trình: the steps by which an agency does its work, and who has what in hand.

Legal basis: internal processes approved by the provincial chair (Circular 01/2018/TT-VPCP, art. 8).
"""
