"""Điều kiện: the only form in which a rule of the packs says "if".

One grammar, one evaluator, one explainer in Vietnamese. Nothing is ever evaluated as code.
"""
