"""Pictures of signatures and seals: what is taken, who may bring them, that they are sealed and what they look like on
paper."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from uuid import UUID

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, PngImagePlugin

from tinhso.foundation.access.tests.factories import appointed, new_agency, official_actor, signed_in
from tinhso.foundation.signing import actions, queries
from tinhso.foundation.signing.appearances import drop_look, keep_look
from tinhso.foundation.signing.models import Appearance
from tinhso.foundation.signing.rules import Profile, Verdict
from tinhso.foundation.signing.stamps import MILLIMETRE
from tinhso.foundation.signing.tests.factories import AT, letter, office
from tinhso.foundation.units.models import AgencyVersion
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid, NotAllowed, NotFound
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.refs import Ref

pytestmark = pytest.mark.django_db
BLUE, RED = (20, 40, 190, 255), (200, 20, 20, 255)


def picture(
    colour: tuple[int, int, int, int] = BLUE, size: tuple[int, int] = (400, 300), **saved: object
) -> bytes:
    """A stroke on a transparent ground."""
    drawn = Image.new("RGBA", size, (255, 255, 255, 0))
    ImageDraw.Draw(drawn).line([(40, 200), (200, 60), (360, 220)], fill=colour, width=14)
    held = io.BytesIO()
    drawn.save(held, "PNG", **saved)
    return held.getvalue()


def commune() -> UUID:
    """An agency with a name."""
    made = new_agency("xa-vi-du")
    AgencyVersion.objects.create(
        agency_id=made, code="xa-vi-du", effective_from=date(2025, 7, 1), name="UBND xã Ví Dụ", kind="commune",
        short_name="UBND xã Ví Dụ", origin="test",
    )  # fmt: skip
    return made


def own(actor: Actor) -> Ref:
    assert actor.account is not None
    return Ref("access.account", actor.account)


def test_a_picture_is_drawn_anew_cropped_and_sealed() -> None:
    leader = official_actor("leader")
    hidden = PngImagePlugin.PngInfo()
    hidden.add_text("Comment", "kín")
    given = picture(pnginfo=hidden)
    kept = keep_look(actor=leader, holder=own(leader), picture=given, width=42.5, at=AT)
    image = kept.image()
    assert image is not None
    assert b"Comment" in given
    assert b"Comment" not in image
    with Image.open(io.BytesIO(image)) as drawn:
        assert (drawn.width < 400, drawn.getchannel("A").getbbox()) == (True, (0, 0, *drawn.size))
    assert b"PNG" not in bytes(kept.image_sealed)
    look = queries.look_of(holder=own(leader))
    assert look is not None
    assert look.width == 42.5
    assert Act.objects.filter(verb="signing.keep_look").count() == 1


@pytest.mark.parametrize(
    ("given", "width", "field"),
    [
        (picture(RED), 40, "picture"),
        (picture(size=(100, 90)), 40, "picture"),
        (picture(size=(4200, 50)), 40, "picture"),
        (picture()[:200], 40, "picture"),
        (b"GIF89a" + picture(), 40, "picture"),
        (picture() + bytes(1024 * 1024), 40, "picture"),
        (picture((0, 0, 0, 0)), 40, "picture"),
        (picture(), 90, "width"),
    ],
    ids=[
        "red hand",
        "too small",
        "too large",
        "cut off",
        "no PNG",
        "too many bytes",
        "nothing drawn",
        "too wide",
    ],
)
def test_what_is_not_taken_says_why(given: bytes, width: float, field: str) -> None:
    leader = official_actor("leader")
    with pytest.raises(Invalid) as refused:
        keep_look(actor=leader, holder=own(leader), picture=given, width=width, at=AT)
    assert [fault.field for fault in refused.value.faults] == [field]
    assert not Appearance.objects.exists()


def test_a_ground_that_is_not_transparent_is_not_taken() -> None:
    held = io.BytesIO()
    Image.new("RGB", (300, 200), "blue").save(held, "PNG")
    leader = official_actor("leader")
    with pytest.raises(Invalid):
        keep_look(actor=leader, holder=own(leader), picture=held.getvalue(), width=40, at=AT)


def test_who_may_bring_which() -> None:
    unit = commune()
    seal, records, leader = (
        Ref("units.agency", unit),
        *(official_actor(role, agency=unit) for role in ("records", "leader")),
    )
    with pytest.raises(NotFound):
        keep_look(actor=records, holder=own(leader), picture=picture(), width=40, at=AT)
    for stranger in (leader, official_actor("records")):
        with pytest.raises(NotAllowed):
            keep_look(actor=stranger, holder=seal, picture=picture(RED), width=36, at=AT)
    with pytest.raises(Invalid, match="ảnh"):
        keep_look(actor=records, holder=seal, picture=picture(BLUE), width=36, at=AT)
    keep_look(actor=records, holder=seal, picture=picture(RED), width=36, at=AT)
    assert [hand.unit for hand in queries.hands_of(actor=records, at=AT)] == [None, unit]
    assert [hand.unit for hand in queries.hands_of(actor=leader, at=AT)] == [None]


def test_a_picture_taken_away_can_not_be_opened_any_more() -> None:
    leader = official_actor("leader")
    kept = keep_look(actor=leader, holder=own(leader), picture=picture(), width=40, at=AT)
    drop_look(actor=leader, holder=own(leader), at=AT)
    assert queries.look_of(holder=own(leader)) is None
    assert kept.image() is None


def test_on_paper_the_seal_is_as_large_as_it_is_and_covers_a_third_of_the_hand() -> None:
    leader, agency = office().specs
    specs = [
        replace(leader, image=picture(), width=48),
        replace(agency, image=picture(RED, (300, 300)), width=36),
    ]
    signed = actions.sign(letter(), signers=specs, at=AT, profile=Profile.B_LTA)
    with pikepdf.open(io.BytesIO(signed)) as opened:
        hand, seal, *_ = ([float(edge) for edge in widget.Rect] for widget in opened.pages[0].Annots)
    assert (seal[2] - seal[0]) / MILLIMETRE == pytest.approx(36, abs=0.5)
    assert (seal[2] - hand[0]) / (hand[2] - hand[0]) == pytest.approx(1 / 3, abs=0.02)
    assert (hand[2] - hand[0]) / MILLIMETRE <= 48.5
    assert queries.verify(signed, at=AT).verdict is Verdict.VALID


def test_words_stand_at_the_top_right_of_the_first_page_without_a_font() -> None:
    _, agency = office().specs
    said = replace(agency, words=("Ủy ban nhân dân xã Càng Long", "Thời gian ký: 21/11/2026 14:30:12 +07:00"))
    signed = actions.sign(letter(), signers=[said], at=AT)
    with pikepdf.open(io.BytesIO(signed)) as opened:
        (widget,) = opened.pages[0].Annots
        left, bottom, right, top = map(float, widget.Rect)
        assert "/Font" not in widget.AP.N.get("/Resources", pikepdf.Dictionary())
    assert right == pytest.approx(595 - 8 * MILLIMETRE, abs=1.5)
    assert top == pytest.approx(842 - 5 * MILLIMETRE, abs=1.5)
    assert left > 595 / 3
    assert top - bottom < 30


def test_an_officials_own_page() -> None:
    unit, home = commune(), "/can-bo/chu-ky-so/"
    client = signed_in(appointed("records", agency=unit).account)
    assert "Chưa có chứng thư số" in client.get(home).content.decode()
    seal = f"{home}con-dau/{unit}/"
    assert client.get(seal).status_code == 200
    wrong = client.post(seal, {"picture": SimpleUploadedFile("dau.png", picture(BLUE)), "width": "36"})
    assert wrong.status_code == 422
    assert "màu đỏ" in wrong.content.decode()
    done = client.post(seal, {"picture": SimpleUploadedFile("dau.png", picture(RED)), "width": "36"})
    assert done.headers["Location"] == home
    assert f"{seal}anh.png" in client.get(home).content.decode()
    assert client.get(f"{seal}anh.png").content.startswith(b"\x89PNG")
    assert client.get(f"{seal}go/").status_code == 200
    assert client.post(f"{seal}go/").status_code == 303
    assert client.get(f"{seal}anh.png").status_code == 404
    stranger = signed_in(appointed("officer", agency=unit).account)
    assert stranger.get(seal).status_code == 404
