"""Trục liên thông văn bản: documents to and from agencies outside the house, as edXML, each with one effect.

Legal basis: Decree 30/2020/NĐ-CP; QCVN 102:2016/BTTTT and its amendment of 2022. How the axis is called today is not
published: operations, names and paths are configuration, after a kit in use, and marked assumed.
"""
