"""Đối tác kết nối: systems outside that are told what happens here, and registers that are asked before a person is.

Events go out as CloudEvents 1.0 over webhooks signed by the Standard Webhooks scheme. Asking: NQ 66.7/2025/NQ-CP.
"""
