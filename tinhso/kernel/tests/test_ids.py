"""Keys of rows: version 7, never twice, in the order of their making."""

import time
from datetime import UTC, datetime, timedelta
from uuid import RFC_4122

import time_machine

from tinhso.kernel.ids import new_id


def test_keys_are_uuid_version_7() -> None:
    key = new_id()
    assert (key.version, key.variant) == (7, RFC_4122)


def test_keys_carry_the_millisecond_they_were_made_in() -> None:
    before = time.time_ns() // 1_000_000
    key = new_id()
    after = time.time_ns() // 1_000_000
    assert before <= key.int >> 80 <= after


def test_no_key_comes_twice() -> None:
    assert len({new_id() for _ in range(50_000)}) == 50_000


def test_keys_of_one_millisecond_rise_as_they_are_made() -> None:
    with time_machine.travel(datetime(2026, 11, 20, tzinfo=UTC), tick=False):
        keys = [new_id() for _ in range(1000)]
    assert keys == sorted(keys)
    assert len({key.int >> 80 for key in keys}) == 1


def test_a_key_made_later_sorts_later() -> None:
    keys = []
    for _ in range(5):
        keys.append(new_id())
        time.sleep(0.002)
    assert keys == sorted(keys)
    assert [str(key) for key in keys] == sorted(str(key) for key in keys)


def test_every_bit_that_may_be_random_is() -> None:
    """Over many keys each of the 74 random bits is seen both ways, and no other changes with them."""
    ones = zeros = 0
    for number in range(400):
        with time_machine.travel(
            datetime(2026, 11, 20, tzinfo=UTC) + timedelta(milliseconds=number), tick=False
        ):
            value = new_id().int & (1 << 80) - 1
        ones |= value
        zeros |= ~value
    changing = ones & zeros & (1 << 80) - 1
    assert changing == (1 << 80) - 1 & ~(0xF << 76) & ~(0x3 << 62)
