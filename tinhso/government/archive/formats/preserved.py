"""What was done with a file and its documents, and how each byte is known again: PREMIS 3, by its dictionary."""

from __future__ import annotations

from collections.abc import Sequence

from tinhso.government.archive.formats.parts import SOFTWARE, Part, Whole
from tinhso.government.archive.formats.xml import XSI, Element, Maker, written

PREMIS = "http://www.loc.gov/premis/v3"
_AGENT = "software"


def of_package(whole: Whole) -> bytes:
    """The file as one intellectual thing, and what was done with it."""
    p = _maker()
    closed = f"{whole.closed_on.isoformat()}T00:00:00"
    return written(
        p(
            "premis",
            _object(p, "intellectualEntity", whole.objid, p("originalName", whole.title)),
            _event(p, whole, "closing", closed, "Kết thúc hồ sơ"),
            _event(p, whole, "packing", whole.made_at.isoformat(timespec="seconds"), "Đóng gói nộp lưu"),
            _agent(p, whole),
            version="3.0",
        )
    )


def of_representation(whole: Whole, parts: Sequence[Part], *, folder: str) -> bytes:
    """Each file of the documents with its size, format and digest."""
    p = _maker()
    objects = [
        _object(
            p, "file", one.below(folder),
            p(
                "objectCharacteristics",
                p("fixity", p("messageDigestAlgorithm", "SHA-256"), p("messageDigest", one.digest)),
                p("size", str(one.size)),
                p("format", p("formatDesignation", p("formatName", one.media_type))),
            ),
        )
        for one in parts
    ]  # fmt: skip
    return written(p("premis", *objects, _agent(p, whole), version="3.0"))


def _maker() -> Maker:
    return Maker(PREMIS, {"premis": PREMIS, "xsi": XSI})


def _object(p: Maker, kind: str, name: str, *more: Element) -> Element:
    identifier = p("objectIdentifier", p("objectIdentifierType", "local"), p("objectIdentifierValue", name))
    return p("object", identifier, *more, xsi__type=f"premis:{kind}")


def _event(p: Maker, whole: Whole, kind: str, at: str, words: str) -> Element:
    return p(
        "event",
        p("eventIdentifier", p("eventIdentifierType", "local"), p("eventIdentifierValue", f"{whole.objid}-{kind}")),
        p("eventType", kind),
        p("eventDateTime", at),
        p("eventDetailInformation", p("eventDetail", words)),
        p("linkingAgentIdentifier", p("linkingAgentIdentifierType", "local"), p("linkingAgentIdentifierValue", _AGENT)),
        p("linkingObjectIdentifier", p("linkingObjectIdentifierType", "local"),
          p("linkingObjectIdentifierValue", whole.objid)),
    )  # fmt: skip


def _agent(p: Maker, whole: Whole) -> Element:
    return p(
        "agent",
        p("agentIdentifier", p("agentIdentifierType", "local"), p("agentIdentifierValue", _AGENT)),
        p("agentName", SOFTWARE),
        p("agentType", "software"),
        p("agentVersion", whole.version),
    )
