"""A file as one package by E-ARK CSIP 2.1 (METS), for an archive to take over (SIP).

    <OBJID>/METS.xml
            metadata/descriptive/EAD.xml · metadata/other/ho-so.xml · metadata/preservation/PREMIS.xml
            documentation/…  schemas/ho-so.xsd
            representations/rep1/METS.xml · data/… · metadata/preservation/PREMIS.xml

METS names every file with its SHA-256. The same file at the same moment gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tinhso.government.archive.formats import described, preserved
from tinhso.government.archive.formats.parts import SOFTWARE, Part, Whole, path_of
from tinhso.government.archive.formats.xml import XLINK, XSI, Element, Maker, written

METS = "http://www.loc.gov/METS/"
CSIP = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
SIP = "https://DILCIS.eu/XML/METS/SIPExtensionMETS"
PROFILE = "https://earksip.dilcis.eu/profile/E-ARK-SIP.xml"
CONTENT = "Hồ sơ công việc, Nghị định 30/2020/NĐ-CP"
FAST = 1
"""How hard files are pressed: most are pressed by their own format already."""
_REP = "representations/rep1"
_XML = "application/xml"
_SPACES = {None: METS, "csip": CSIP, "sip": SIP, "xlink": XLINK, "xsi": XSI}


def pack(whole: Whole, *, documentation: Sequence[Part]) -> Iterator[bytes]:
    """The package as a ZIP with one folder named by its OBJID, as it comes to be: one file of it in memory at a time.
    `documentation` is at least one file.

    ValueError when a file is no longer the one that the METS, which is written first, names.
    """
    moment, sink = whole.made_at.timetuple()[:6], _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in parts(whole, documentation=documentation):
            content = one.open()
            if hashlib.sha256(content).hexdigest() != one.digest:
                raise ValueError(one.path)
            entry = zipfile.ZipInfo(f"{whole.objid}/{one.path}", moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, compresslevel=FAST)
            yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """What was written since it was last asked; nothing in it can be sought, so each entry tells its size after it."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._held += data
        return len(data)

    def taken(self) -> bytes:
        given = bytes(self._held)
        self._held.clear()
        return given


def parts(whole: Whole, *, documentation: Sequence[Part]) -> list[Part]:
    """Every file of the package, its METS first."""
    data = [
        Part(f"{_REP}/data/{path_of(document, number, one)}", one.media_type, one.size, one.digest, one.open)
        for document in whole.documents
        for number, one in enumerate(document.contents, 1)
    ]
    known = Part.of(
        f"{_REP}/metadata/preservation/PREMIS.xml",
        _XML,
        preserved.of_representation(whole, data, folder=_REP),
    )
    rep_mets = Part.of(f"{_REP}/METS.xml", _XML, _of_representation(whole, data, known))
    aid = Part.of("metadata/descriptive/EAD.xml", _XML, described.finding_aid(whole))
    fields = Part.of("metadata/other/ho-so.xml", _XML, described.fields(whole))
    history = Part.of("metadata/preservation/PREMIS.xml", _XML, preserved.of_package(whole))
    schema = Part.of("schemas/ho-so.xsd", _XML, described.SCHEMA.read_bytes())
    root = _of_package(whole, [aid, fields], history, documentation, schema, rep_mets)
    return [
        Part.of("METS.xml", _XML, root),
        aid,
        fields,
        history,
        *documentation,
        schema,
        rep_mets,
        known,
        *data,
    ]


def _of_package(
    whole: Whole,
    descriptive: Sequence[Part],
    history: Part,
    documentation: Sequence[Part],
    schema: Part,
    rep: Part,
) -> bytes:
    m = _Mets(whole, whole.objid, "")
    rep_group = m.group("Representations/rep1", [rep])
    groups = [m.group("Documentation", documentation), m.group("Schemas", [schema]), rep_group]
    names = ("Metadata", "Documentation", "Schemas", "Representations")
    division = m.division(
        whole.objid,
        m.division(names[0], DMDID=" ".join(map(m.id, descriptive)), ADMID=m.id(history)),
        m.division(names[1], m("fptr", FILEID=groups[0].get("ID"))),
        m.division(names[2], m("fptr", FILEID=groups[1].get("ID"))),
        m.division(
            names[3],
            m("fptr", FILEID=rep_group.get("ID")),
            m.division(
                f"{names[3]}/rep1",
                m(
                    "mptr", LOCTYPE="URL", xlink__type="simple", xlink__href=rep.path,
                    xlink__title=str(rep_group.get("ID")),
                ),
            ),
        ),
    )  # fmt: skip
    sections = [
        m("dmdSec", m.reference(one, "EAD" if one is descriptive[0] else "OTHER"), ID=m.id(one), CREATED=m.made,
          STATUS="CURRENT")
        for one in descriptive
    ]  # fmt: skip
    return m.document(sections, history, groups, division)


def _of_representation(whole: Whole, data: Sequence[Part], history: Part) -> bytes:
    m = _Mets(whole, "rep1", _REP)
    groups = [m.group("Data", data)] if data else []
    division = m.division(
        "rep1",
        m.division("Metadata", ADMID=m.id(history)),
        m.division("Data", *(m("fptr", FILEID=one.get("ID")) for one in groups)),
    )
    return m.document([], history, groups, division)


class _Mets(Maker):
    """One METS document; paths in it are from its own folder."""

    def __init__(self, whole: Whole, objid: str, folder: str) -> None:
        super().__init__(METS, _SPACES)
        self.whole, self.objid, self.folder = whole, objid, folder
        self.made = _moment(whole.made_at)

    def document(
        self, descriptive: Sequence[Element], history: Part, groups: Sequence[Element], division: Element
    ) -> bytes:
        whole = self.whole
        software = self(
            "agent",
            self("name", SOFTWARE),
            self("note", whole.version, csip__NOTETYPE="SOFTWARE VERSION"),
            ROLE="CREATOR", TYPE="OTHER", OTHERTYPE="SOFTWARE",
        )  # fmt: skip
        fonds = self(
            "agent",
            self("name", whole.agency),
            self("note", whole.fonds, csip__NOTETYPE="IDENTIFICATIONCODE"),
            ROLE="ARCHIVIST", TYPE="ORGANIZATION",
        )  # fmt: skip
        head = self(
            "metsHdr", software, fonds, self("altRecordID", f"{whole.year}.{whole.code}", TYPE="REFERENCECODE"),
            CREATEDATE=self.made, LASTMODDATE=self.made, RECORDSTATUS="NEW", csip__OAISPACKAGETYPE="SIP",
        )  # fmt: skip
        provenance = self(
            "digiprovMD",
            self.reference(history, "PREMIS"),
            ID=self.id(history),
            CREATED=self.made,
            STATUS="CURRENT",
        )
        root = self(
            "mets",
            head,
            *descriptive,
            self("amdSec", provenance),
            self("fileSec", *groups, ID=self.name("fileSec")) if groups else None,
            self("structMap", division, ID=self.name("structMap"), TYPE="PHYSICAL", LABEL="CSIP"),
            OBJID=self.objid, LABEL=whole.title, TYPE="Other", csip__OTHERTYPE=CONTENT, PROFILE=PROFILE,
            csip__CONTENTINFORMATIONTYPE="OTHER", csip__OTHERCONTENTINFORMATIONTYPE=CONTENT,
        )  # fmt: skip
        return written(root)

    def name(self, what: str) -> str:
        """An xml:id that is the same each time."""
        return f"uuid-{str(uuid5(NAMESPACE_URL, f'{self.objid}:{what}')).upper()}"

    def id(self, part: Part) -> str:
        return self.name(part.path)

    def reference(self, part: Part, kind: str) -> Element:
        return self(
            "mdRef",
            LOCTYPE="URL", xlink__type="simple", xlink__href=self.href(part), MDTYPE=kind,
            OTHERMDTYPE="Nghị định 30/2020/NĐ-CP, Phụ lục VI" if kind == "OTHER" else None,
            MIMETYPE=part.media_type, SIZE=str(part.size), CREATED=self.made, CHECKSUM=part.digest,
            CHECKSUMTYPE="SHA-256",
        )  # fmt: skip

    def group(self, use: str, members: Sequence[Part]) -> Element:
        files = [
            self(
                "file",
                self("FLocat", LOCTYPE="URL", xlink__type="simple", xlink__href=self.href(one)),
                ID=self.id(one), MIMETYPE=one.media_type, SIZE=str(one.size), CREATED=self.made,
                CHECKSUM=one.digest, CHECKSUMTYPE="SHA-256",
            )
            for one in members
        ]  # fmt: skip
        return self(
            "fileGrp", *files, USE=use, ID=self.name(f"group {use}"), csip__CONTENTINFORMATIONTYPE="OTHER",
            csip__OTHERCONTENTINFORMATIONTYPE=CONTENT,
        )  # fmt: skip

    def division(self, label: str, *children: Element, **attributes: str | None) -> Element:
        return self("div", *children, ID=self.name(f"division {label}"), LABEL=label, **attributes)

    def href(self, part: Part) -> str:
        return part.below(self.folder) if self.folder else part.path


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
