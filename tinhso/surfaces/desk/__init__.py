"""Bàn làm việc: what waits for an official, from every system, on one page.

Legal basis: Decree 118/2025/NĐ-CP (the electronic one-stop system shows each official the work and its time).
"""
