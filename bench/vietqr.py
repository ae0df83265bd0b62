"""`vietqr`: payment QRs built and read back by the strict codec, on one core. Prints JSON.

The codes differ in payee, amount and words, so that nothing is the same twice in a row.
"""

from __future__ import annotations

import json
import time
from statistics import median

from tinhso.foundation.payments.formats.vietqr import Additional, PaymentCode, Transfer, build, parse
from tinhso.foundation.payments.rules import Prefix, new_code

CODES, ROUNDS = 10_000, 7


def main() -> None:
    many = [_code(number) for number in range(CODES)]
    print(json.dumps({"per_second": median(_round(many) for _ in range(ROUNDS))}))


def _code(number: int) -> PaymentCode:
    words = new_code(Prefix.DUE)
    return PaymentCode(
        payee=Transfer("970436", f"{number:013}"),
        once=True,
        amount=1_000 + number,
        additional=Additional(bill=words, purpose=words),
    )


def _round(many: list[PaymentCode]) -> float:
    """Built and read back, a second of this process's CPU."""
    began = time.process_time()
    for code in many:
        parse(build(code))
    return len(many) / (time.process_time() - began)


if __name__ == "__main__":
    main()
