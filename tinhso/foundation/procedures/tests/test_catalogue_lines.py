"""Each line of the national catalogue is sound, or held with a reason a person can act on."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.foundation.procedures.formats.national_catalogue import (
    FAULTS,
    MAX_LINE_BYTES,
    WARNINGS,
    Line,
    Reader,
)
from tinhso.foundation.procedures.tests.factories import channel, file_of, row


def read(*rows: Any, abolished: tuple[str, ...] = ()) -> list[Line]:
    return list(Reader(abolished=abolished).read(file_of(*rows)))


def faults(*rows: Any, abolished: tuple[str, ...] = ()) -> list[str]:
    return [reason.kind for line in read(*rows, abolished=abolished) for reason in line.faults]


def warnings(*rows: Any) -> list[str]:
    return [reason.kind for line in read(*rows) for reason in line.warnings]


def fees(*written: object) -> list[str]:
    return faults(row(channels=[channel(fees=list(written))]))


def times(time: object, unit: object = "working_day") -> list[str]:
    return faults(row(channels=[channel(time=time, unit=unit)]))


def test_a_sound_line_has_neither() -> None:
    (line,) = read(row())
    assert (line.faults, line.warnings) == ((), ())
    assert line.entry is not None
    assert line.entry["levels"] == ["commune"]


def test_money_is_read_with_dots_and_with_commas() -> None:
    (line,) = read(row(channels=[channel(fees=["70.000", "105,000,000", "1100", 8000])]))
    assert line.entry is not None
    assert line.entry["channels"][0]["fees"] == [70_000, 105_000_000, 1100, 8000]


def test_a_fee_under_a_thousand_is_held_and_says_what_may_be_meant() -> None:
    (line,) = read(row(channels=[channel(fees=["120"])]))
    ((kind, words),) = line.faults
    assert kind == "fee_too_small"
    assert "120.000 đồng?" in words
    assert fees("999") == ["fee_too_small"]
    assert fees("1.000") == []


@pytest.mark.parametrize("written", [",", "10.000.0000", "3000.000", "miễn phí", "", "-5", "1e6"])
def test_a_fee_that_cannot_be_read_is_held(written: str) -> None:
    assert fees(written) == ["fee_unreadable"]


@pytest.mark.parametrize("time", ["ba ngày", "7-10", "0", "-1", "3 ngày", "", "nan", "1.234"])
def test_a_time_that_is_not_a_number_is_held(time: str) -> None:
    assert times(time) == ["time_not_number"]


def test_a_time_needs_its_unit() -> None:
    assert times("3", None) == ["time_without_unit"]
    assert times("3", "tuần") == ["time_without_unit"]
    assert times(3, "day") == []
    assert warnings(row(channels=[channel(time="1.5")])) == ["time_fractional"]


def test_no_published_time_is_kept_as_none() -> None:
    (line,) = read(row(channels=[channel(time=None, unit=None)]))
    assert line.entry is not None
    assert line.entry["channels"][0]["time"] is None


@pytest.mark.parametrize("name", ["Cấp phép (1.000001)", "Cấp phép 1.000001", "Cấp phép - 2.000555."])
def test_a_name_that_ends_in_a_code_is_held(name: str) -> None:
    assert faults(row(name=name)) == ["name_ends_in_code"]


def test_a_name_with_other_numbers_is_sound() -> None:
    assert faults(row(name="Theo Nghị quyết số 30a/2008/NQ-CP ngày 27/12/2008")) == []


@pytest.mark.parametrize(
    "agency",
    [
        "Công an huyện",
        "Ủy ban nhân dân quận 1",
        "Uỷ ban Nhân dân cấp xã, phường, thị trấn",
        "UBND THỊ XÃ Duyên Hải",
    ],
)
def test_an_abolished_level_is_held(agency: str) -> None:
    assert faults(row(agency=agency)) == ["abolished_unit"]


@pytest.mark.parametrize(
    "name", ["Hỗ trợ các huyện nghèo", "Phân loại đường huyện", "Bộ đội biên phòng, quân khu", "Phụ huynh"]
)
def test_words_that_only_look_like_one_are_not(name: str) -> None:
    assert faults(row(name=name)) == []


def test_an_abolished_unit_of_the_tables_is_held_by_its_name() -> None:
    gone = ("Tỉnh Trà Vinh", "Tỉnh Hòa Bình", "Xã Biên Giới")
    assert faults(row(agency="Sở Tư pháp tỉnh Trà Vinh"), abolished=gone) == ["abolished_unit"]
    assert faults(row(agency="Sở Tư pháp tỉnh Hoà Bình và nơi khác"), abolished=gone) == ["abolished_unit"]
    assert faults(row(agency="Sở Tư pháp tỉnh Vĩnh Long"), abolished=gone) == []
    assert faults(row(name="Giao đất ở xã biên giới"), abolished=gone) == []


def test_a_code_met_before_is_held_and_names_the_line() -> None:
    first, second, third = read(row(), row("1.000002"), row(name="Khác"))
    assert not first.faults
    assert not second.faults
    ((kind, words),) = third.faults
    assert kind == "code_repeated"
    assert "dòng 1" in words


def test_a_code_met_in_a_held_line_was_met_too() -> None:
    assert faults(row(agency="Công an huyện"), row()) == ["abolished_unit", "code_repeated"]


def test_names_that_look_alike_are_warned_of() -> None:
    assert warnings(row(name="Đăng ký hoà giải"), row("1.000002", name="ĐĂNG KÝ HÒA GIẢI.")) == [
        "look_alike_name"
    ]
    assert warnings(row(name="Cấp (cấp tỉnh)"), row("1.000002", name="Cấp (cấp xã)")) == []


def test_what_contradicts_itself_is_warned_of() -> None:
    assert warnings(row(channels=[channel(fees=["10.000"], free=True)])) == ["free_with_fee"]
    assert warnings(row(channels=[channel(time="4"), channel(channel="post", time="18")])) == ["times_differ"]
    assert warnings(row(agency="")) == ["no_agency"]


def test_every_reason_of_a_line_is_told_at_once() -> None:
    bad = row(
        "X", name="A 1.000001", levels=["Cấp huyện"], channels=[channel(channel="fax", time="x", fees=["1"])]
    )
    assert set(faults(bad)) == {
        "code_malformed", "name_ends_in_code", "level_unknown", "channel_unknown", "time_not_number", "fee_too_small",
    }  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        '{"code": "1.000009", "name": "cut',
        "[]",
        "null",
        b"\xff\xfe{}",
        '{"code": "\\ud800"}',
        '{"code": "a\\u0000b"}',
        "[" * 50_000,
        "9" * 5_000,
        b'{"code": "\x00"}',
    ],
)
def test_a_broken_line_is_held_with_its_number_and_the_rest_is_read(line: str | bytes) -> None:
    before, broken, after = read(row(), line, row("1.000002"))
    assert (broken.number, [reason.kind for reason in broken.faults]) == (2, ["unreadable_line"])
    assert broken.entry is None
    broken.raw.encode()
    assert "\x00" not in broken.raw
    assert before.entry
    assert after.entry


def test_a_line_without_end_costs_no_memory() -> None:
    endless = b'{"code": "' + b"x" * (20 * MAX_LINE_BYTES)
    stream = file_of(endless, row("1.000002"))
    tracemalloc.start()
    lines = list(Reader().read(stream))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [line.number for line in lines] == [1, 2]
    assert lines[0].faults[0].kind == "unreadable_line"
    assert lines[1].entry
    assert peak < 12 * MAX_LINE_BYTES


def test_a_file_may_begin_with_a_mark_and_hold_empty_lines() -> None:
    lines = read(b"\xef\xbb\xbf" + json.dumps(row()).encode(), "", "  ", row("1.000002"))
    assert [(line.number, bool(line.entry)) for line in lines] == [(1, True), (4, True)]


@pytest.mark.parametrize("part", ["code", "name", "levels", "field", "channels"])
def test_a_missing_part_is_named(part: str) -> None:
    short = row()
    del short[part]
    (line,) = read(short)
    ((kind, words),) = line.faults
    assert kind == "malformed"
    assert words.startswith(part)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(row())), JSON), st.binary(max_size=60))
def test_whatever_a_line_holds_it_is_judged(parts: dict[str, Any], noise: bytes) -> None:
    for line in read(row() | parts, noise):
        assert bool(line.entry) is not bool(line.faults)
        assert {reason.kind for reason in line.faults} <= set(FAULTS)
        assert {reason.kind for reason in line.warnings} <= set(WARNINGS)
