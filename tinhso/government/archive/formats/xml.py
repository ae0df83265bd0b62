"""Elements written one in another: a name, attributes, words or children."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

XLINK = "http://www.w3.org/1999/xlink"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
Element = etree._Element


class Maker:
    """Makes elements of one namespace."""

    def __init__(self, namespace: str, nsmap: Mapping[str | None, str]) -> None:
        self.namespace, self.nsmap = namespace, dict(nsmap)

    def __call__(self, name: str, *children: Element | str | None, **attributes: str | None) -> Element:
        """`a__b` as a name of an attribute stands for `b` with the prefix `a`; what is None is left out."""
        made = etree.Element(f"{{{self.namespace}}}{name}", nsmap=self.nsmap)  # type: ignore[arg-type]  # None names the default
        for key, value in attributes.items():
            if value is None:
                continue
            prefix, _, local = key.rpartition("__")
            made.set(f"{{{self.nsmap[prefix]}}}{local}" if prefix else local, value)
        for child in children:
            if isinstance(child, str):
                made.text = clean(child)
            elif child is not None:
                made.append(child)
        return made


def clean(text: str) -> str:
    """Text without the characters that XML does not know."""
    return "".join(
        letter for letter in text if letter in "\t\n" or (letter >= " " and letter not in "\ufffe\uffff")
    )


def written(root: Element) -> bytes:
    """A document in UTF-8."""
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
