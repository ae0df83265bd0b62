"""Định danh điện tử: signing in with the national e-ID as an OpenID Connect client.

Legal basis: Decree 69/2024/NĐ-CP (accounts and levels of electronic identification). What the national system
calls its addresses, claims and levels today is published nowhere: all of it is a setting, and every default is assumed.
"""
