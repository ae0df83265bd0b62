"""What a result says, composed from the answers: the officer checks it, the leader approves exactly it.

One composer per paper; a procedure names its paper as `results[].template`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils import translation

from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.page import OpenDossier, sections_of

Content = dict[str, Any]
Composer = Callable[[OpenDossier, Mapping[str, str]], Content]

BIRTH, BUSINESS, CONFIRMATION = "birth-certificate", "household-business", "confirmation"


def paper_of(dossier: Dossier) -> str:
    """The key of the paper this dossier's result is printed on."""
    return dossier.promised_result.template or CONFIRMATION


def compose(page: OpenDossier) -> Content:
    """The content of the result as the answers give it: in Vietnamese, in whatever language the page is read."""
    dossier = page.dossier
    assert dossier.submitted_at is not None
    with translation.override(settings.LANGUAGE_CODE):
        written = sections_of(dossier, precheck=page.precheck, answers=page.answers, at=dossier.submitted_at)
    texts = {line.key: line.text for section in written for line in section.lines if line.text}
    return _COMPOSERS.get(paper_of(dossier), _confirmation)(replace(page, sections=written), texts)


def amended(content: Content, changes: Mapping[str, str]) -> Content:
    """The content with the officer's corrections of its plain texts; anything else is left alone."""
    return {
        key: changes[key].strip() if isinstance(value, str) and key in changes else value
        for key, value in content.items()
    }


def _birth_certificate(page: OpenDossier, texts: Mapping[str, str]) -> Content:
    answers = page.answers
    return {
        "name": answers.get("child.name", "").upper(),
        "birth_date": answers.get("child.birth_date", ""),
        "birth_date_words": _date_in_words(answers.get("child.birth_date", "")),
        "sex": texts.get("child.sex", ""),
        "ethnicity": texts.get("child.ethnicity", ""),
        "nationality": texts.get("child.nationality", "Việt Nam"),
        "birth_place": _joined(texts, "child.birth_facility", "child.birth_place"),
        "hometown": texts.get("child.hometown", ""),
        "personal_number": "",
        "mother": _parent(texts, "mother"),
        "father": _parent(texts, "father"),
        "declarant": texts.get("requester.name", page.dossier.submitter.name),
        "declarant_document": texts.get("requester.personal_number", ""),
    }


def _parent(texts: Mapping[str, str], who: str) -> dict[str, str] | None:
    if f"{who}.name" not in texts:
        return None
    return {
        "name": texts[f"{who}.name"].upper(),
        "birth": texts.get(f"{who}.birth_date", ""),
        "ethnicity": texts.get(f"{who}.ethnicity", ""),
        "nationality": texts.get(f"{who}.nationality", ""),
        "residence": texts.get(f"{who}.address", ""),
    }


def _household_business(page: OpenDossier, texts: Mapping[str, str]) -> Content:
    answers = page.answers
    lines = [
        _industry(
            texts.get("business.main_industry", ""), answers.get("business.main_industry", ""), main=True
        )
    ]
    for row, cells in _rows(page, "business.other_industries"):
        lines.append(_industry(cells[0] if cells else "", str(row.get("industry", "")), main=False))
    return {
        "business_number": answers.get("owner.personal_number", ""),
        "name": answers.get("business.name", "").upper(),
        "foreign_name": answers.get("business.foreign_name", ""),
        "short_name": answers.get("business.short_name", ""),
        "head_office": texts.get("business.address", ""),
        "phone": texts.get("business.phone", ""),
        "email": texts.get("business.email", ""),
        "business_lines": lines,
        "capital": answers.get("business.capital", 0),
        "founder": "family" if answers.get("business.founder") == "family" else "person",
        "owner": {
            "name": answers.get("owner.name", "").upper(),
            "birth_date": answers.get("owner.birth_date", ""),
            "sex": texts.get("owner.sex", ""),
            "nationality": texts.get("owner.nationality", "Việt Nam"),
            "personal_number": answers.get("owner.personal_number", ""),
            "residence": texts.get("owner.permanent_address", texts.get("owner.address", "")),
        },
    }


def _confirmation(page: OpenDossier, texts: Mapping[str, str]) -> Content:
    subject = page.dossier.form.shape.subject if page.dossier.form else ""
    lines = [
        {"label": line.label, "value": line.text}
        for section in page.sections
        for line in section.lines
        if line.text and (not subject or line.key.startswith(f"{subject}."))
    ]
    return {
        "title": page.dossier.promised_result.title.upper(),
        "subject": f"(Theo hồ sơ {page.dossier})",
        "opening": "Xét hồ sơ và kết quả thẩm định, xác nhận các thông tin sau:",
        "lines": lines,
    }


def _industry(title: str, code: str, *, main: bool) -> dict[str, Any]:
    return {"name": title.removeprefix(f"{code} ").lstrip("– -"), "code": code, "main": main}


def _rows(page: OpenDossier, key: str) -> list[tuple[dict[str, Any], tuple[str, ...]]]:
    shown = next((line.rows for section in page.sections for line in section.lines if line.key == key), ())
    return list(zip(page.answers.get(key, []), shown, strict=False))


def _joined(texts: Mapping[str, str], *keys: str) -> str:
    return ", ".join(texts[key] for key in keys if texts.get(key))


def _date_in_words(iso: str) -> str:
    """`2026-11-22` as a civil-status paper writes it out."""
    from datetime import date

    from tinhso.kernel.money import number_in_words

    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return ""
    text = f"ngày {number_in_words(day.day)}, tháng {_MONTHS[day.month - 1]}, năm {number_in_words(day.year)}"
    return text[0].upper() + text[1:]


_MONTHS = (
    "một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai",
)  # fmt: skip

_COMPOSERS: dict[str, Composer] = {BIRTH: _birth_certificate, BUSINESS: _household_business}
