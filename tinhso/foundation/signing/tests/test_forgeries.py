"""Nothing forged is ever shown as valid."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper

from tinhso.foundation.signing import actions, demo, pades, queries
from tinhso.foundation.signing.models import Authority, Certificate
from tinhso.foundation.signing.rules import Profile, Standing, Verdict
from tinhso.foundation.signing.tests.factories import AT, letter, office

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def genuine(profile: Profile = Profile.B_T) -> bytes:
    return actions.sign(letter(), signers=office().specs, at=AT, profile=profile)


def flipped(pdf: bytes, position: int) -> bytes:
    return pdf[:position] + bytes([pdf[position] ^ 1]) + pdf[position + 1 :]


def updated(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """The file with one more revision, as an editor would append it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def revisions(pdf: bytes) -> list[int]:
    return [match.end() for match in re.finditer(rb"%%EOF\r?\n?", pdf)]


def _page(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    page: generic.DictionaryObject = writer.find_page_for_modification(0)[0].get_object()
    return page


def _write_over_page(writer: IncrementalPdfFileWriter) -> None:
    stream = generic.StreamObject(stream_data=b"1 1 1 rg 0 0 600 850 re f")
    writer.add_stream_to_page(0, writer.add_object(stream))


def _replace_content(writer: IncrementalPdfFileWriter) -> None:
    page = _page(writer)
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 g 9 9 9 9 re f"))
    writer.update_container(page)


def _swap_appearance(field: int) -> Callable[[IncrementalPdfFileWriter], None]:
    def change(writer: IncrementalPdfFileWriter) -> None:
        widget = _page(writer)["/Annots"][field]
        content = RawContent(b"0 1 0 rg 0 0 90 90 re f", box=BoxConstraints(width=90, height=90))
        widget["/AP"] = generic.DictionaryObject(
            {pdf_name("/N"): writer.add_object(content.as_form_xobject())}
        )
        writer.update_container(widget)

    return change


def _move_widget(writer: IncrementalPdfFileWriter) -> None:
    widget = _page(writer)["/Annots"][1]
    widget["/Rect"] = generic.ArrayObject(map(generic.NumberObject, (10, 10, 100, 100)))
    writer.update_container(widget)


def _drop_seal(writer: IncrementalPdfFileWriter) -> None:
    form, page = writer.root["/AcroForm"], _page(writer)
    del form["/Fields"][1]
    del page["/Annots"][1]
    writer.update_container(form["/Fields"])
    writer.update_container(page["/Annots"])


def _empty_seal(writer: IncrementalPdfFileWriter) -> None:
    field = writer.root["/AcroForm"]["/Fields"][1]
    del field["/V"]
    writer.update_container(field)


def _leader_as_seal(writer: IncrementalPdfFileWriter) -> None:
    fields = writer.root["/AcroForm"]["/Fields"]
    leader, seal = fields[0], fields[1]
    seal["/V"] = leader.raw_get("/V")
    writer.update_container(seal)


def _deceptive_field(writer: IncrementalPdfFileWriter) -> None:
    append_signature_field(
        writer, SigFieldSpec("more", on_page=0, box=(50, 50, 400, 700), empty_field_appearance=True)
    )


def _blank_field(writer: IncrementalPdfFileWriter) -> None:
    append_signature_field(writer, SigFieldSpec("more", on_page=0, box=(50, 50, 400, 700)))


def _unseen_field(writer: IncrementalPdfFileWriter) -> None:
    append_signature_field(writer, SigFieldSpec("more"))


def _annotation(writer: IncrementalPdfFileWriter) -> None:
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (50, 700, 300, 800))),
            pdf_name("/Contents"): generic.pdf_string("50.000.000"),
            pdf_name("/DA"): generic.pdf_string("/Helv 12 Tf"),
        }
    )
    writer.register_annotation(writer.find_page_for_modification(0)[0], writer.add_object(note))


def _script(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/OpenAction"] = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.pdf_string("app.alert(1)")}
    )
    writer.update_root()


def _another_page(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    extra = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Page"),
            pdf_name("/Parent"): writer.root.raw_get("/Pages"),
            pdf_name("/MediaBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842))),
        }
    )
    pages["/Kids"].append(writer.add_object(extra))
    pages["/Count"] = generic.NumberObject(2)
    writer.update_container(pages)


def _crop(writer: IncrementalPdfFileWriter) -> None:
    page = _page(writer)
    page["/CropBox"] = generic.ArrayObject(map(generic.NumberObject, (0, 400, 595, 842)))
    writer.update_container(page)


def _title(writer: IncrementalPdfFileWriter) -> None:
    title = generic.DictionaryObject({pdf_name("/Title"): generic.pdf_string("Giấy khác")})
    writer.set_info(writer.add_object(title))


UPDATES: dict[str, Callable[[IncrementalPdfFileWriter], None]] = {
    "content over the page": _write_over_page,
    "content replaced": _replace_content,
    "hand appearance swapped": _swap_appearance(0),
    "seal appearance swapped": _swap_appearance(1),
    "seal moved": _move_widget,
    "seal field dropped": _drop_seal,
    "seal emptied": _empty_seal,
    "leader's signature as seal": _leader_as_seal,
    "deceptive empty field": _deceptive_field,
    "blank field": _blank_field,
    "unseen field": _unseen_field,
    "annotation": _annotation,
    "script": _script,
    "page added": _another_page,
    "page cropped": _crop,
    "title changed": _title,
}


def forged_files() -> Iterator[tuple[str, bytes]]:
    """Files that were valid before something was done to them."""
    for profile in Profile:
        pdf = genuine(profile)
        for name, change in UPDATES.items():
            yield f"{profile}: {name}", updated(pdf, change)
    pdf = genuine()
    for position in range(40, len(letter()), len(letter()) // 24):
        yield f"byte {position} changed", flipped(pdf, position)
    for share in (0.05, 0.3, 0.5, 0.8, 0.95, 0.999):
        yield f"cut to {share}", pdf[: int(len(pdf) * share)]
    for tail in (b"x", b"1 0 obj<</Type/Catalog>>endobj", b"\n%%EOF", b"startxref\n0\n%%EOF"):
        yield f"followed by {tail!r}", pdf + tail
    yield "led by junk", b"junk\n" + pdf


def test_no_forged_file_is_accepted(figures: Callable[..., None]) -> None:
    judged = {name: queries.verify(forged, at=LATER).verdict for name, forged in forged_files()}
    accepted = [name for name, verdict in judged.items() if verdict is Verdict.VALID]
    figures(forged_pdf=len(judged), accepted=len(accepted))
    assert accepted == []
    assert len(judged) >= 60


def test_a_changed_byte_of_either_signature() -> None:
    pdf = genuine()
    for match in re.finditer(rb"/Contents <(\w+)>", pdf):
        forged = flipped(pdf, match.start(1) + 900)
        assert queries.verify(forged, at=LATER).verdict is not Verdict.VALID


def test_a_file_cut_back_to_an_earlier_revision() -> None:
    pdf = genuine()
    verdicts = [queries.verify(pdf[:end], at=LATER).verdict for end in revisions(pdf)]
    assert verdicts == [Verdict.UNSIGNED, Verdict.INCOMPLETE, Verdict.VALID]


def test_a_byte_range_that_leaves_out_more() -> None:
    pdf = genuine()
    ranges = list(re.finditer(rb"/ByteRange \[0 (\d+) ", pdf))
    for match in ranges:
        shorter = str(int(match[1]) - 100).encode().ljust(len(match[1]))
        forged = pdf[: match.start(1)] + shorter + pdf[match.end(1) :]
        assert queries.verify(forged, at=LATER).verdict is not Verdict.VALID


def test_a_signature_carried_over_from_another_file() -> None:
    made = office()
    one = actions.sign(letter(), signers=made.specs, at=AT)
    other = actions.sign(letter(), signers=made.specs, at=AT + timedelta(minutes=1))
    taken = re.findall(rb"/Contents <\w+>", other)
    for mine, theirs in zip(re.findall(rb"/Contents <\w+>", one), taken, strict=True):
        assert len(mine) == len(theirs)
        assert queries.verify(one.replace(mine, theirs), at=LATER).verdict is not Verdict.VALID


def test_a_file_rewritten_without_its_history() -> None:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(genuine())) as opened:
        opened.save(output)
    assert queries.verify(output.getvalue(), at=LATER).verdict is not Verdict.VALID


def test_another_authority_with_the_same_names() -> None:
    forged = genuine()
    Certificate.objects.all().delete()
    for authority in Authority.objects.order_by("-id"):
        authority.revocation_lists.all().delete()
        authority.delete()
    office()
    report = queries.verify(forged, at=LATER)
    assert report.verdict is Verdict.INVALID
    assert all(signature.standing is not Standing.TRUSTED for signature in report.signatures)


def test_a_foreign_signature_added_to_a_genuine_file() -> None:
    mine = genuine()
    Certificate.objects.all().delete()
    kept = list(Authority.objects.order_by("id"))
    Authority.objects.update(demo=False)
    stranger = office(at=AT)
    forged = actions.sign(mine, signers=stranger.specs[1:], at=AT + timedelta(minutes=1))
    Authority.objects.exclude(pk__in=[authority.pk for authority in kept]).update(
        for_signatures=False, for_timestamps=False
    )
    report = queries.verify(forged, at=LATER)
    assert report.verdict is Verdict.INVALID
    assert [signature.verdict for signature in report.signatures][-1] is Verdict.INVALID


def test_a_foreign_timestamp_added_to_a_genuine_file() -> None:
    mine = genuine()
    Certificate.objects.all().delete()
    Authority.objects.update(demo=False)
    office()
    Authority.objects.filter(demo=True).update(for_timestamps=False)
    stranger = pades.timestamp_authority(Certificate.objects.get(kind="timestamp"))
    output = PdfTimeStamper(stranger.at(LATER)).timestamp_pdf(
        IncrementalPdfFileWriter(io.BytesIO(mine)), "sha256", None
    )
    report = queries.verify(output.getvalue(), at=LATER)
    assert (report.verdict, report.kept_until) == (Verdict.INVALID, None)


def test_signed_after_the_certificate_expired() -> None:
    made = office(lifetime=timedelta(days=30))
    Certificate.objects.exclude(kind="timestamp").update(not_after=AT + timedelta(days=900))
    forged = actions.sign(letter(), signers=made.specs, at=AT + timedelta(days=60))
    report = queries.verify(forged, at=AT + timedelta(days=61))
    assert report.verdict is Verdict.INVALID
    assert {signature.standing for signature in report.signatures} == {Standing.EXPIRED}


def test_signed_after_the_certificate_was_revoked() -> None:
    made = office()
    demo.revoke(made.leader, at=AT, reason="Lộ khóa")
    Certificate.objects.update(revoked_at=None)
    forged = actions.sign(letter(), signers=made.specs, at=LATER)
    report = queries.verify(forged, at=LATER + timedelta(days=1))
    assert report.verdict is Verdict.INVALID
    assert report.signatures[0].standing is Standing.REVOKED


def test_an_authority_no_longer_trusted() -> None:
    made = office()
    Authority.objects.filter(parent=None).update(trusted_until=AT - timedelta(days=1))
    forged = actions.sign(letter(), signers=made.specs, at=AT)
    assert queries.verify(forged, at=LATER).verdict is Verdict.INVALID


def test_a_time_from_an_authority_nobody_trusts() -> None:
    pdf = genuine()
    Authority.objects.update(for_timestamps=False)
    assert queries.verify(pdf, at=LATER).verdict is Verdict.UNCHECKED


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-",
        b"%PDF-1.7\n" + b"0" * 4096,
        b"%PDF-1.7\n1 0 obj\n<<" + b"/A <<" * 5000,
        b"\x00\xff" * 500,
        b"%PDF-1.7\ntrailer<</Root 1 0 R/Prev 0>>\nstartxref\n9\n%%EOF",
    ],
)
def test_any_bytes_give_a_verdict(content: bytes) -> None:
    assert queries.verify(content, at=AT).verdict is Verdict.UNREADABLE


def test_a_file_that_was_never_signed() -> None:
    assert queries.verify(letter(), at=AT).verdict is Verdict.UNSIGNED


def test_a_file_with_nothing_but_a_timestamp_is_not_signed() -> None:
    office()
    authority = pades.timestamp_authority(Certificate.objects.get(kind="timestamp"))
    stamped = PdfTimeStamper(authority.at(AT)).timestamp_pdf(
        IncrementalPdfFileWriter(io.BytesIO(letter())), "sha256", None
    )
    report = queries.verify(stamped.getvalue(), at=LATER)
    assert (report.verdict, report.kept_until) == (Verdict.UNSIGNED, AT)
