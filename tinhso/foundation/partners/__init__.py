"""Đối tác kết nối: systems outside that are told what happens here.

Events go out as CloudEvents 1.0 over webhooks signed by the Standard Webhooks scheme.
"""
