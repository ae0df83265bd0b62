"""How a package describes its file: in EAD 3, and in the fields of annex VI of Decree 30/2020/NĐ-CP.

EAD after its tag library (EAD3 1.1). The annex has no published schema: `ho-so.xsd` is the project's own reading.
"""

from __future__ import annotations

from pathlib import Path

from tinhso.government.archive.formats.parts import SOFTWARE, Document, Whole
from tinhso.government.archive.formats.xml import XSI, Element, Maker, written

EAD = "http://ead3.archivists.org/schema/"
FIELDS = "urn:tinhso:ho-so:1"
SCHEMA = Path(__file__).with_name("ho-so.xsd")


def finding_aid(whole: Whole) -> bytes:
    """The file and each document in it, as archives describe them."""
    e = Maker(EAD, {None: EAD})
    history = e(
        "maintenancehistory",
        e(
            "maintenanceevent",
            e("eventtype", value="created"),
            e("eventdatetime", whole.made_at.isoformat(timespec="seconds")),
            e("agenttype", value="machine"),
            e("agent", f"{SOFTWARE} {whole.version}"),
        ),
    )
    control = e(
        "control",
        e("recordid", whole.objid),
        e("filedesc", e("titlestmt", e("titleproper", whole.title))),
        e("maintenancestatus", value="new"),
        e("maintenanceagency", e("agencycode", whole.fonds), e("agencyname", whole.agency)),
        e(
            "languagedeclaration",
            e("language", "Tiếng Việt", langcode="vie"),
            e("script", "Latin", scriptcode="Latn"),
        ),
        history,
    )
    described = e(
        "archdesc",
        e(
            "did",
            e("repository", e("corpname", e("part", whole.agency))),
            e("unitid", f"{whole.fonds}.{whole.year}.{whole.code}"),
            e("unittitle", whole.title),
            _dates(e, whole),
            e("physdescstructured", e("quantity", str(len(whole.documents))), e("unittype", "văn bản"),
              coverage="whole", physdescstructuredtype="materialtype"),
            e("langmaterial", e("language", "Tiếng Việt", langcode="vie")),
            e("origination", e("persname", e("part", whole.responsible))),
        ),
        e("accessrestrict", e("p", f"{whole.access}: {whole.access_title}")),
        e("appraisal", e("p", f"{whole.maintenance}: {whole.retention}")),
        e("arrangement", e("p", whole.heading)),
        e("scopecontent", e("p", whole.description)) if whole.description else None,
        e("dsc", *(_item(e, one) for one in whole.documents), dsctype="analyticover"),
        level="file",
    )  # fmt: skip
    return written(e("ead", control, described))


def fields(whole: Whole) -> bytes:
    """The file and its documents in the names of annex VI; each is as long as the annex allows."""
    e = Maker(FIELDS, {None: FIELDS, "xsi": XSI})
    root = e(
        "File",
        e("FileCode", e("OrganId", whole.fonds[:13]), e("FileCatalog", str(whole.year)),
          e("FileNotation", whole.code[:20])),
        e("Title", whole.title[:500]),
        e("Maintenance", whole.maintenance[:30]),
        e("Rights", whole.access[:30]),
        e("Creator", whole.responsible[:30]),
        e("Language", "Tiếng Việt"),
        e("StartDate", whole.starts_on.isoformat()),
        e("EndDate", whole.closed_on.isoformat()),
        e("DocTotal", str(len(whole.documents))),
        e("PageTotal", str(whole.pages)),
        e("Description", whole.description),
        e("Documents", *(_fields_of(e, one) for one in whole.documents)),
        xsi__schemaLocation=f"{FIELDS} ../../schemas/ho-so.xsd",
    )  # fmt: skip
    return written(root)


def _fields_of(e: Maker, one: Document) -> Element:
    number, _, notation = one.notation.partition("/")
    return e(
        "Document",
        e("DocOrdinal", str(one.position)),
        e("TypeName", one.type_title[:100]),
        e("CodeNumber", number[:11]),
        e("CodeNotation", notation[:30]),
        e("IssuedDate", one.dated.isoformat()),
        e("OrganName", one.author[:200]),
        e("Subject", one.subject[:500]),
        e("Language", "Tiếng Việt"),
        e("PageAmount", str(one.pages)),
    )


def _dates(e: Maker, whole: Whole) -> Element:
    first, last = whole.starts_on.isoformat(), whole.closed_on.isoformat()
    return e(
        "unitdatestructured",
        e("daterange", e("fromdate", first, standarddate=first), e("todate", last, standarddate=last)),
    )


def _item(e: Maker, one: Document) -> Element:
    day = one.dated.isoformat()
    return e(
        "c",
        e(
            "did",
            e("unitid", one.notation or str(one.position)),
            e("unittitle", f"{one.type_title}: {one.subject}"),
            e("unitdatestructured", e("datesingle", day, standarddate=day)),
            e("origination", e("corpname", e("part", one.author))),
        ),
        level="item",
    )
