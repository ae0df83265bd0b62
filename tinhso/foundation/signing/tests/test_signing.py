"""A file signed by leader and agency proves who signed, when, and that nothing changed."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from pytest_django import Settings

from tinhso.foundation.signing import actions, demo, keys, queries
from tinhso.foundation.signing.models import Certificate, SigningKey
from tinhso.foundation.signing.rules import Clock, Later, Profile, Standing, Verdict
from tinhso.foundation.signing.tests.factories import AGENCY, AT, LEADER, letter, office
from tinhso.kernel.errors import Conflict, Invalid, Unavailable

pytestmark = pytest.mark.django_db
NEXT_DAY = AT + timedelta(days=1)


@pytest.mark.parametrize("rsa_bits", [None, 2048], ids=["ecdsa", "rsa-pss"])
def test_leader_then_agency(rsa_bits: int | None) -> None:
    signed = actions.sign(letter(), signers=office(rsa_bits=rsa_bits).specs, at=AT)
    report = queries.verify(signed, at=NEXT_DAY)
    leader, agency = report.signatures
    assert report.verdict is Verdict.VALID
    assert (leader.signer, leader.organisation) == ("Lê Văn Ví Dụ", "Ủy ban nhân dân xã Càng Long")
    assert (leader.is_organisation, agency.is_organisation) == (False, True)
    assert (leader.signed_at, leader.clock, leader.standing) == (AT, Clock.TIMESTAMP, Standing.TRUSTED)
    assert (leader.covers_whole_file, leader.later) == (False, Later.SIGNATURES)
    assert (agency.covers_whole_file, agency.later) == (True, Later.NOTHING)
    assert "14:30:12 ngày 21/11/2026" in leader.sentence


def test_the_original_bytes_are_untouched() -> None:
    assert actions.sign(letter(), signers=office().specs, at=AT).startswith(letter())


def test_a_signed_file_still_says_it_is_pdf_a() -> None:
    signed = actions.sign(letter(), signers=office().specs, at=AT)
    with pikepdf.open(io.BytesIO(signed)) as opened, opened.open_metadata() as metadata:
        assert metadata.pdfa_status == "2B"
        widgets = [annotation for annotation in opened.pages[0].Annots if annotation.Subtype == "/Widget"]
        assert all(int(widget.F) & 4 for widget in widgets)
        fonts = [
            widget for widget in widgets if "/Font" in widget.AP.N.get("/Resources", pikepdf.Dictionary())
        ]
        assert fonts == []


def test_the_seal_covers_the_left_third_of_the_signature() -> None:
    signed = actions.sign(letter(), signers=office().specs, at=AT)
    with pikepdf.open(io.BytesIO(signed)) as opened:
        hand, seal = ([float(edge) for edge in widget.Rect] for widget in opened.pages[0].Annots)
    covered = (seal[2] - hand[0]) / (hand[2] - hand[0])
    assert covered == pytest.approx(1 / 3, abs=0.02)
    assert seal[1] < (hand[1] + hand[3]) / 2 < seal[3]


def test_a_given_image_is_the_appearance() -> None:
    drawn = io.BytesIO()
    Image.new("RGBA", (60, 30), (0, 0, 200, 90)).save(drawn, "PNG")
    leader, agency = office().specs
    signed = actions.sign(letter(), signers=[replace(leader, image=drawn.getvalue()), agency], at=AT)
    with pikepdf.open(io.BytesIO(signed)) as opened:
        assert "/XObject" in opened.pages[0].Annots[0].AP.N.Resources
    assert queries.verify(signed, at=AT).verdict is Verdict.VALID


def test_a_file_without_a_place_is_signed_unseen() -> None:
    blank = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(blank)
    signed = actions.sign(blank.getvalue(), signers=office().specs, at=AT)
    assert queries.verify(signed, at=AT).verdict is Verdict.VALID


def test_long_lasting_signatures_outlive_their_certificates() -> None:
    signed = actions.sign(letter(), signers=office().specs, at=AT, profile=Profile.B_LTA)
    report = queries.verify(signed, at=AT + timedelta(days=3000))
    assert report.verdict is Verdict.VALID
    assert report.kept_until == AT


def test_a_timestamp_outlives_the_signers_certificate() -> None:
    signed = actions.sign(letter(), signers=office(lifetime=timedelta(days=30)).specs, at=AT)
    assert queries.verify(signed, at=AT + timedelta(days=300)).verdict is Verdict.VALID


def test_revoking_later_leaves_earlier_signatures_valid() -> None:
    made = office()
    signed = actions.sign(letter(), signers=made.specs, at=AT)
    demo.revoke(made.leader, at=NEXT_DAY, reason="Thôi giữ chức vụ")
    assert queries.verify(signed, at=NEXT_DAY + timedelta(days=1)).verdict is Verdict.VALID


def test_only_a_person_has_signed() -> None:
    signed = actions.sign(letter(), signers=office().specs[:1], at=AT)
    report = queries.verify(signed, at=AT)
    assert report.verdict is Verdict.INCOMPLETE
    assert report.signatures[0].verdict is Verdict.VALID


def test_without_a_revocation_list_nothing_is_concluded() -> None:
    made = office()
    signed = actions.sign(letter(), signers=made.specs, at=AT)
    made.issuer.revocation_lists.all().delete()
    report = queries.verify(signed, at=AT)
    assert report.verdict is not Verdict.VALID
    assert {signature.standing for signature in report.signatures} == {Standing.UNCHECKED}


def test_the_agency_never_signs_first() -> None:
    with pytest.raises(Conflict):
        actions.sign(letter(), signers=list(reversed(office().specs)), at=AT)


def test_an_expired_or_revoked_certificate_does_not_sign() -> None:
    made = office(lifetime=timedelta(days=30))
    with pytest.raises(Conflict):
        actions.sign(letter(), signers=made.specs, at=AT + timedelta(days=31))
    demo.revoke(made.agency, at=NEXT_DAY, reason="Mất thiết bị")
    with pytest.raises(Conflict):
        actions.sign(letter(), signers=made.specs, at=NEXT_DAY)


@pytest.mark.parametrize("content", [b"", b"not a PDF", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        actions.sign(content, signers=office().specs, at=AT)


def test_the_demo_authority_is_made_once_and_refuses_production(settings: Settings) -> None:
    first = office()
    again = office(at=NEXT_DAY)
    assert (first.issuer.pk, first.leader.pk) == (again.issuer.pk, again.leader.pk)
    settings.PRODUCTION = True
    with pytest.raises(Conflict):
        demo.ensure(at=AT)


def test_who_signs_with_what() -> None:
    made = office()
    assert queries.certificate_of(holder=LEADER, at=AT) == made.leader
    assert queries.certificate_of(holder=AGENCY, at=AT) == made.agency
    demo.revoke(made.leader, at=AT, reason="Nghỉ việc")
    assert queries.certificate_of(holder=LEADER, at=NEXT_DAY) is None


def test_private_keys_are_sealed_files_of_their_owner(signing_root: Path, settings: Settings) -> None:
    office()
    kept = list((signing_root / "keys").glob("*.key"))
    assert len(kept) == SigningKey.objects.count() == 5
    assert {file.stat().st_mode & 0o777 for file in kept} == {0o600}
    assert not any(b"\x02\x01\x00" in file.read_bytes()[12:20] for file in kept)
    label = str(Certificate.objects.filter(kind="person").get().key)
    settings.SECRET_KEY = "another secret"
    keys._load.cache_clear()
    with pytest.raises(Unavailable):
        keys.load(label.partition(":")[2])


def test_a_key_file_cannot_stand_in_for_another(signing_root: Path) -> None:
    office()
    one, other = sorted((signing_root / "keys").glob("*.key"))[:2]
    one.write_bytes(other.read_bytes())
    keys._load.cache_clear()
    with pytest.raises(Unavailable):
        keys.load(one.stem)
