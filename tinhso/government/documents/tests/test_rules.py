"""Notation, authority lines, sequences and the check of form, as the decree has them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings

from tinhso.foundation.packs.formats.marked_yaml import load
from tinhso.government.documents.rules import (
    authority_lines,
    faults_of,
    lines_of,
    notation,
    recipients,
    sequence_of,
    symbol_of,
)
from tinhso.government.documents.tests.factories import TEXT


def test_the_29_types_and_their_abbreviations() -> None:
    read: Any = load((settings.PACKS_ROOT / "vietnam/documents/types.yaml").read_text(encoding="utf-8")).value
    (types,) = (rule["body"]["entries"] for rule in read["rules"] if rule["code"] == "document_types")
    short = [one["abbreviation"] for one in types if one["abbreviation"]]
    assert len(types) == 29
    assert len(set(short)) == len(short) == 27
    assert {one["value"] for one in types if not one["abbreviation"]} == {"cong-van", "thu-cong"}


def test_every_type_has_its_layout_and_every_opening_its_type() -> None:
    folder = settings.PACKS_ROOT / "vietnam/documents"
    lists: dict[str, Any] = {}
    for name in ("types.yaml", "layouts.yaml"):
        read: Any = load((folder / name).read_text(encoding="utf-8")).value
        lists |= {rule["code"]: rule["body"]["entries"] for rule in read["rules"]}
    types = {one["value"]: one["template"] for one in lists["document_types"]}
    assert set(types.values()) <= {one["value"] for one in lists["document_layouts"]}
    assert {one["value"] for one in lists["document_starts"]} <= set(types)


@pytest.mark.parametrize(
    ("number", "abbreviation", "unit", "expected"),
    [
        (5, "QĐ", "VP", "05/QĐ-UBND"),
        (123, "QyĐ", "", "123/QyĐ-UBND"),
        (7, "", "VP", "07/UBND-VP"),
        (7, "", "", "07/UBND"),
        (None, "BC", "", "…/BC-UBND"),
    ],
)
def test_notation(number: int | None, abbreviation: str, unit: str, expected: str) -> None:
    assert notation(number=number, abbreviation=abbreviation, agency="UBND", unit=unit) == expected
    assert symbol_of("UBND xã Càng Long") == "UBND"


@pytest.mark.parametrize(
    ("authority", "expected"),
    [
        ("own", ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("tm", ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("tl", ("TL. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("tuq", ("TUQ. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("q", ("Q. PHÓ CHỦ TỊCH",)),
    ],
)
def test_authority_lines(authority: str, expected: tuple[str, ...]) -> None:
    own = ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert authority_lines(authority, agency="Ủy ban nhân dân", superior="Chủ tịch", own=own) == expected


def test_one_sequence_for_all_but_what_the_head_set_apart() -> None:
    common: dict[str, object] = {"value": "chung"}
    own: dict[str, object] = {"value": "qd", "types": ["quyet-dinh"], "agencies": ["xa-a"]}
    entries = [common, own]
    assert sequence_of("quyet-dinh", agency="xa-a", entries=entries) == "qd"
    assert sequence_of("quyet-dinh", agency="xa-b", entries=entries) == "chung"
    assert sequence_of("bao-cao", agency="xa-a", entries=entries) == "chung"


@pytest.mark.parametrize(
    ("changes", "letter", "fields"),
    [
        ({}, True, set()),
        ({"subject": ""}, False, {"subject"}),
        ({"paragraphs": []}, False, {"body"}),
        ({"addressed_to": []}, True, {"addressed_to"}),
        ({"addressed_to": []}, False, set()),
        ({"addressed_to": [], "places": []}, False, {"places"}),
        ({"authority": "tl"}, False, {"superior"}),
        ({"authority": "tl", "superior": "Chủ tịch"}, False, set()),
        ({"unit": "V P"}, False, {"unit"}),
        ({"places": ["x" * 301]}, False, {"places"}),
    ],
)
def test_form(changes: dict[str, Any], letter: bool, fields: set[str]) -> None:
    assert {fault.field for fault in faults_of(replace(TEXT, **changes), letter=letter)} == fields


def test_lines() -> None:
    assert lines_of(" a  b \n\n\tc\n") == ("a b", "c")


def test_a_place_is_named_once_however_it_came_there() -> None:
    text = replace(TEXT, addressed_to=["Sở Tài chính"], places=["Như trên", "Đảng ủy", "Đảng ủy", "Lưu: VT"])
    assert recipients(text, keeper="VT") == ["Như trên", "Đảng ủy", "Lưu: VT"]
    assert recipients(replace(text, addressed_to=[], places=["Đảng ủy"]), keeper="VT") == [
        "Đảng ủy",
        "Lưu: VT",
    ]
