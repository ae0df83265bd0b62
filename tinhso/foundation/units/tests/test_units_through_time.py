"""The real tables: counts, successions, search, agencies."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tinhso.foundation.units import queries
from tinhso.foundation.units.models import AdministrativeUnit, Agency, AgencyVersion, Succession
from tinhso.foundation.units.tests.conftest import apply_here
from tinhso.kernel.errors import NotFound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("packs")]
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def test_counts_before_and_after() -> None:
    def counted(day: date) -> Counter[str]:
        return Counter(AdministrativeUnit.objects.on(day).values_list("level", flat=True))

    assert counted(BEFORE) == {"province": 63, "district": 696, "commune": 10_035}
    assert counted(AFTER) == {"province": 34, "commune": 3_321}
    assert AdministrativeUnit.objects.on(AFTER).filter(type="Đặc khu").count() == 13
    assert len(queries.provinces(on=BEFORE)) == 63
    assert len(queries.provinces(on=AFTER)) == 34


def test_vinh_long_has_124_communes_of_which_19_are_wards() -> None:
    found = queries.communes("86", on=AFTER)
    assert Counter(one.type for one in found) == {"Xã": 105, "Phường": 19}
    assert len(queries.communes("84", on=BEFORE)) == 104
    assert len(queries.communes("83", on=BEFORE)) == 148
    assert len(queries.communes("86", on=BEFORE)) == 102


def test_every_old_commune_and_province_has_one_main_successor() -> None:
    old = set(AdministrativeUnit.objects.on(BEFORE).exclude(level="district").values_list("code", flat=True))
    main = Counter(Succession.objects.filter(main=True).values_list("old_code", flat=True))
    assert old <= set(main)
    assert set(main.values()) == {1}


def test_succession_is_many_to_many() -> None:
    parts = queries.successors("29719", on=AFTER)
    assert [(one.unit.name, one.extent, one.main) for one in parts] == [
        ("Xã Tam Bình", "part", True),
        ("Xã Trà Côn", "part", False),
    ]
    assert len(queries.predecessors("29266", on=AFTER)) > 1
    assert {one.code for one in queries.predecessors("86", on=AFTER)} == {"83", "84", "86"}


@pytest.mark.parametrize(("old", "new"), [("29623", "29623"), ("28924", "28921"), ("29734", "29734")])
def test_the_three_same_name_mix_ups_of_the_source_are_put_right(old: str, new: str) -> None:
    (only,) = queries.successors(old, on=AFTER)
    assert (only.unit.code, only.extent) == (new, "whole")


@pytest.mark.parametrize("district", ["318", "471", "498", "536", "755"])
def test_island_districts_became_special_zones(district: str) -> None:
    (zone,) = queries.successors(district, on=AFTER)
    assert zone.unit.type == "Đặc khu"


def test_a_code_used_again_is_another_unit_on_another_day() -> None:
    assert queries.unit("29623", on=BEFORE).name == "Xã Mỹ An"
    assert queries.unit("29623", on=AFTER).name == "Xã Nhơn Phú"
    with pytest.raises(NotFound):
        queries.unit("84", on=AFTER)


@pytest.mark.parametrize("typed", ["tra vinh", "TRÀ VINH", "travinh", "tỉnh Trà Vinh"])
def test_an_old_province_is_found_as_what_it_became(typed: str) -> None:
    hits = {hit.unit.name: hit.formerly for hit in queries.search(typed, on=AFTER)}
    assert "Tỉnh Trà Vinh" in hits["Tỉnh Vĩnh Long"]
    assert hits["Phường Trà Vinh"] == ()


def test_an_old_commune_is_found_as_what_it_became() -> None:
    hits = queries.search("mỹ cẩm", on=AFTER, province="86")
    assert [hit.unit.name for hit in hits] == ["Xã Càng Long"]
    assert hits[0].formerly == ("Xã Mỹ Cẩm (Huyện Càng Long, Tỉnh Trà Vinh)",)


def test_the_exact_name_comes_first() -> None:
    assert queries.search("cang long", on=AFTER)[0].unit.name == "Xã Càng Long"
    assert queries.search("xã cang long", on=AFTER)[0].unit.name == "Xã Càng Long"
    assert queries.search("  ", on=AFTER) == []


def test_each_commune_has_its_committee_centre_and_police() -> None:
    for commune in queries.communes("86", on=AFTER):
        for kind in ("commune", "commune_centre", "commune_police"):
            assert queries.agency_of_commune(commune.code, kind, on=AFTER).unit_code == commune.code
    centre = queries.agency_of_commune("29266", "commune_centre", on=AFTER)
    assert centre.address == "Khóm 3, xã Càng Long, tỉnh Vĩnh Long"
    assert (centre.phone_prefix, centre.provisional, centre.assumed) == ("0294", True, True)


def test_identifiers_are_unique_on_a_day_and_marked_as_provisional() -> None:
    present = AgencyVersion.objects.on(AFTER).exclude(identifier="")
    assert max(Counter(present.values_list("identifier", flat=True)).values()) == 1
    assert set(present.filter(provisional=False).values_list("identifier", flat=True)) == {"H61"}
    assert queries.agency_by_identifier("000.00.05.H61", on=AFTER).code == "so-tai-chinh"
    assert queries.department("finance", on=AFTER).identifier == "H61.05"


def test_predecessors_are_history() -> None:
    assert queries.agency_by_identifier("H59", on=BEFORE).name == "Ủy ban nhân dân tỉnh Trà Vinh"
    with pytest.raises(NotFound):
        queries.agency_by_identifier("H59", on=AFTER)
    committee = Agency.objects.get(key="ubnd-tinh")
    assert committee.versions.count() == 2


def test_an_agency_keeps_its_identity_when_the_sixteen_wards_come(packs: Path) -> None:
    agency = Agency.objects.get(key="xa-trung-thanh")
    head = packs / "vinh-long" / "pack.yaml"
    plain = head.read_text()
    try:
        head.write_text(plain.replace("enabled: false", "enabled: true"))
        apply_here(packs)
        names = {
            day: queries.agency_names([agency.id], on=day)[agency.id] for day in (AFTER, date(2027, 1, 1))
        }
        assert list(names.values()) == ["Ủy ban nhân dân xã Trung Thành", "Ủy ban nhân dân phường Vũng Liêm"]
        types = Counter(one.type for one in queries.communes("86", on=date(2027, 1, 1)))
        assert types == {"Phường": 35, "Xã": 89}
        head.write_text(plain)
        apply_here(packs)
        assert Counter(one.type for one in queries.communes("86", on=date(2027, 1, 1)))["Phường"] == 19
    finally:
        head.write_text(plain)
