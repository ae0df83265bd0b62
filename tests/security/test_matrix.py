"""Every route × method × role × relation against `matrix.csv`, which people write and review.

A row of the table: route, method, scene (where the dossier stands), and for each party the status it must get.
`login` is the way to the sign-in page; `303=` a 303 after which nothing has changed. The column `foreign` holds for
each of the five roles at another agency, `clerk=…` within it for one of them. Answers below 400 and 422 mean that the
door was open; after any other the dossier must be as it was. A route without a row is a failure.
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from tests.security import archive, axis
from tests.security.routes import filled, routes
from tests.security.world import NOW, STAFF, World, filing_body, make_world, picture
from tinhso.foundation.measures.registry import indicators
from tinhso.foundation.tasks.models import Task
from tinhso.government.directing.models import Directive, Entry
from tinhso.government.documents.models import Copy, Document, Incoming, ReceiverGroup
from tinhso.government.dossiers.models import Dossier, Original
from tinhso.government.portalsync.tests.factories import filing as portal_filing
from tinhso.government.portalsync.tests.factories import withdrawal
from tinhso.kernel.ids import new_id

PARTIES = ("anonymous", "owner", "agent", "citizen", *STAFF, "foreign", "auditor", "admin", "machine")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
THOROUGH = bool(os.environ.get("TINHSO_PROVE"))
Row = Mapping[str, str]


@cache
def table() -> list[Row]:
    with (Path(__file__).parent / "matrix.csv").open(encoding="utf-8", newline="") as held:
        return list(csv.DictReader(held))


@pytest.fixture
def world() -> Iterator[World]:
    with time_machine.travel(NOW, tick=False):
        yield make_world()


def test_every_route_has_its_rows() -> None:
    assert set(routes()) == {row["route"] for row in table()}, (
        "review who may come in, then add rows to matrix.csv"
    )
    for row in table():
        assert all(row[party] for party in PARTIES), f"{row['route']} {row['method']} leaves a party out"


@pytest.mark.once
@pytest.mark.django_db
def test_everybody_gets_what_the_table_says(world: World, figures: Callable[..., None]) -> None:
    wrong, cells, standing = [], 0, _standing(world)
    for row in table():
        for party, expected in _cells(row):
            cells += 1
            got = _outcome(world, row, party, standing[row["scene"]])
            if got != expected:
                wrong.append(
                    f"{row['method']} {row['route']} [{row['scene']}] as {party}: {got}, not {expected}"
                )
    figures(cells=cells, mismatches=len(wrong))
    assert not wrong, f"{len(wrong)} of {cells} cells differ:\n" + "\n".join(wrong)
    assert cells > len(table()) > 500


@pytest.mark.once
@pytest.mark.django_db
def test_methods_without_a_row_do_nothing(world: World) -> None:
    """HEAD answers as GET does; every other method that the table does not name is refused."""
    known = {(row["route"], row["method"]) for row in table()}
    scene_of = {row["route"]: row["scene"] for row in table()}
    parties = [party for row in table()[:1] for party, _ in _cells(row)]
    wrong, standing = [], _standing(world)
    for route in routes():
        for method in METHODS:
            if (route, method) in known or (method == "HEAD" and (route, "GET") in known):
                continue
            for party in parties if THOROUGH else ("anonymous", "owner", "clerk", "machine"):
                row = {"route": route, "method": method, "scene": scene_of[route]}
                got = _outcome(world, row, party, standing[row["scene"]])
                if got not in ("login", "401", "403", "404", "405"):
                    wrong.append(f"{method} {route} as {party}: {got}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.once
@pytest.mark.django_db
def test_what_is_hidden_looks_like_what_is_not_there(world: World) -> None:
    """Same status and same words for a stranger's dossier and for none at all."""
    compared = 0
    for row in table():
        if "<dossier>" not in row["route"] or row["method"] not in ("GET", "POST"):
            continue
        for party, expected in _cells(row):
            if expected != "404" or party in ("owner", "agent"):
                continue
            values = world.values(row["scene"])
            there = _send(_fresh(world.clients[party]), row, values)
            nowhere = _send(_fresh(world.clients[party]), row, values | {"dossier": new_id()})
            assert (there.status_code, _words(there)) == (nowhere.status_code, _words(nowhere)), (
                f"{row} {party}"
            )
            compared += 1
    assert compared > 100


def _cells(row: Row) -> Iterator[tuple[str, str]]:
    for party in PARTIES:
        if party != "foreign":
            yield party, row[party]
            continue
        first, *others = row[party].split(";")
        special = dict(one.split("=", 1) for one in others)
        for role in STAFF:
            yield f"foreign_{role}", special.get(role, first)


def _standing(world: World) -> dict[str, dict[str, object]]:
    """What stands for the parts of an address, by scene: as before, since every outcome is taken back."""
    return {scene: world.values(scene) for scene in {row["scene"] for row in table()}}


def _outcome(world: World, row: Row, party: str, values: Mapping[str, object]) -> str:
    with _taken_back():
        before = _state(values)
        answer = _send(_fresh(world.clients[party]), row, values)
        changed = _state(values) != before
        status = str(answer.status_code)
        if answer.status_code in (302, 303) and "dang-nhap" in answer.headers["Location"]:
            status = "login"
        refused = status == "login" or (answer.status_code >= 400 and answer.status_code != 422)
        assert not (refused and changed), f"{row} was refused to {party}, and done"
        dossier_act = row["method"] == "POST" and status == "303" and row["scene"] and not changed
        return "303=" if dossier_act else status


def _state(values: Mapping[str, object]) -> object:
    """The dossier and its originals, or the document, as they stand; where there is neither, how many there are."""
    if "archive" in values:
        return archive.standing()
    if "edoc" in values:
        return axis.standing()
    document = values.get("document")
    if isinstance(document, UUID):
        return Document.objects.filter(id=document).values_list("version", "phase", "saved_at").first()
    kept = {
        "incoming": Incoming,
        "task": Task,
        "directive": Directive,
        "entry": Entry,
        "copy": Copy,
        "group": ReceiverGroup,
    }
    for part, model in kept.items():
        if isinstance(values.get(part), UUID):
            return model._default_manager.filter(id=values[part]).values_list("version").first()
    key = values.get("dossier")
    if not isinstance(key, UUID):
        return Dossier.objects.count()
    originals = Original.objects.filter(dossier=key).values_list("place", "bound_for", "given_back_at")
    return Dossier.objects.filter(id=key).values_list("version", "phase", "saved_at").first(), list(originals)


def address_of(row: Row, values: Mapping[str, object]) -> str:
    """Where a row leads, with what stands in its scene."""
    route = row["route"]
    unknown = {"paper": new_id(), "register": new_id(), "webhook": new_id(), "result": new_id()}
    address = filled(route, unknown | dict(values) | _meant(route, values))
    return address + QUERIES.get((route, row["scene"]), "")


def _send(client: Client, row: Row, values: Mapping[str, object]) -> Any:
    route, method, address = row["route"], row["method"], address_of(row, values)
    if method in ("GET", "HEAD", "OPTIONS"):
        return client.generic(method, address)
    given = BODIES.get(route, lambda _: {})(values)
    if route.startswith("/api/"):
        headers = {"Idempotency-Key": str(new_id())}
        return client.generic(
            method,
            address,
            data=json.dumps(given),
            content_type="application/json",
            headers=headers,
        )
    if method == "POST":
        return client.post(address, given)
    return client.generic(method, address)


def _fresh(client: Client) -> Client:
    """The same party with the cookies it came with: one answer must not change the next."""
    again = Client()
    again.defaults |= client.defaults
    for name, morsel in client.cookies.items():
        again.cookies[name] = morsel.value
    return again


def _meant(route: str, values: Mapping[str, object]) -> dict[str, object]:
    """Parts that mean something else by the address they stand in."""
    if "so-lieu" in route or "measures" in route:
        return {"key": next(iter(indicators)).key}
    if "su-kien" in route:
        return {"code": "sinh-con"}
    return {"code": values.get("request", "YC-261116-00000000")} if "tracking" in route else {}


def _words(answer: Any) -> str:
    """The words of a page, without tokens and addresses that differ each time."""
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", answer.content.decode())
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', "", text)


@contextmanager
def _taken_back() -> Iterator[None]:
    """Whatever is done inside is undone in every database."""
    with ExitStack() as stack:
        for alias in settings.DATABASES:
            block = transaction.atomic(using=alias)
            # What must stand by itself in the house may stand inside this block, as it may inside a test.
            vars(block)["_from_testcase"] = True
            stack.enter_context(block)
        yield
        for alias in settings.DATABASES:
            transaction.set_rollback(True, using=alias)


_PRECHECK = "?birth.situation=ordinary&birth.evidence=electronic&xa=29266"
QUERIES = archive.QUERIES | {("/ho-so/moi/<code>/", "submitted"): _PRECHECK, ("/tra-cuu/", "submitted"): "?ma=YC",
           ("/nop-ho-so", ""): "?MaTTHCDP=1.001193",
           ("/can-bo/quay/nop-ho/<assistance>/to-khai/", ""): _PRECHECK.replace("electronic", "notice")
           + "&child.birth_date=2026-11-02&requester.mandated=no"}  # fmt: skip


def _versioned(values: Mapping[str, object]) -> dict[str, object]:
    return {
        "version": values.get("version", 1), "note": "Có lý do", "reason": "Có lý do", "basis": "Điều 9",
        "digest": values.get("digest", ""), "onward": "", "text-birth_date": "02/11/2026", "text-name": "TRẦN GIA BẢO",
    }  # fmt: skip


def _supplement(values: Mapping[str, object]) -> dict[str, object]:
    return _versioned(values) | {
        "lacks-TOTAL_FORMS": 1, "lacks-INITIAL_FORMS": 0, "lacks-0-subject": "other", "lacks-0-title": "Giấy",
        "lacks-0-fault": "Mờ", "lacks-0-remedy": "Chụp lại",
    }  # fmt: skip


def _incoming(values: Mapping[str, object]) -> dict[str, object]:
    return {
        "version": values["version"], "note": "Có lý do", "text": "Lưu", "leader": values["leader"], "answer": "dong-y",
    }  # fmt: skip


_INCOMING_ACTS = (
    "vao-so",
    "tra-lai",
    "chuyen-van-thu",
    "trung/<other>",
    "chi-dao",
    "xu-ly",
    "thu-hoi",
    "thong-tin",
)


def _tickets(values: Mapping[str, object]) -> dict[str, object]:
    return {"tickets": f"{values.get('dossier', '')} {values.get('version', '')} {values.get('digest', '')}"}


_ONE = "/can-bo/ho-so/<dossier>"
BODIES: dict[str, Any] = {
    **archive.BODIES,
    "/api/v1/dossiers": lambda _: filing_body(),
    "/api/v1/national/filings": lambda _: portal_filing("QG-0003"),
    "/api/v1/national/supplements": lambda _: {"MaHoSo": "QG-0001"},
    "/api/v1/national/withdrawals": lambda _: json.loads(withdrawal()),
    **{
        f"/quan-tri/cong-quoc-gia/hop-thu/<message>/{act}/": lambda _: {"reason": "Đã gọi lại cho Cổng"}
        for act in ("giai-quyet", "bo")
    },
    **{
        f"/quan-tri/truc-lien-thong/hop-den/<message>/{act}/": lambda _: {"reason": "Cơ quan gửi đã gửi lại"}
        for act in ("giai-quyet", "bo")
    },
    "/quan-tri/truc-lien-thong/mo-phong/gui/": lambda _: {
        "sender": "X01", "receiver": "H61.101", "mishap": "none",
    },
    "/quan-tri/truc-lien-thong/mo-phong/<edoc>/tra-loi/": lambda _: {"status": "03"},
    "/can-bo/van-ban/<document>/thay-doi/<way>/": _versioned,
    "/can-bo/van-ban/nhom-noi-nhan/<group>/": lambda values: {
        "version": 1, "name": "Các xã", "receivers": [f"inside:{values['unit']}"],
    },
    "/can-bo/van-ban/nhom-noi-nhan/<group>/bo/": lambda _: {"version": 1},
    "/can-bo/van-ban/sao/<copy>/duyet/": lambda _: {"version": 1, "word": "allow", "reason": ""},
    "/can-bo/van-ban/sao/<copy>/cap-so/": lambda _: {"version": 1},
    "/can-bo/van-ban/sao/<way>/<source>/": lambda _: {"kind": "sy", "pages": "", "receivers": "Hội Nông dân xã"},
    "/quan-tri/chung-thu-so/<certificate>/ngung/": lambda _: {"reason": "Mất thiết bị"},
    "/can-bo/nhiem-vu/<task>/viec/<act>/": lambda values: {"version": values["version"], "note": "Có lý do"},
    "/can-bo/nhiem-vu/<task>/phan-viec/<hand>/": lambda values: {
        "version": values["version"], "holder": values["holder"],
    },
    "/can-bo/nhiem-vu/<task>/tep/": lambda _: {
        "file": SimpleUploadedFile("giay.png", picture(), content_type="image/png"),
    },
    "/can-bo/lich/<entry>/duyet/": _versioned,
    "/can-bo/lich/<entry>/huy/": _versioned,
    "/can-bo/chi-dao/theo-doi/<unit>/don-doc/": lambda _: {"note": "Có lý do"},
    "/quay/<counter>/lay-so/": lambda _: {"group": "A"},
    "/can-bo/quay/goi/": lambda _: {"window": "1", "group": "A"},
    "/can-bo/quay/so/<ticket>/goi-nguoi-vang/": lambda _: {"window": "1"},
    "/can-bo/quay/so/<ticket>/chuyen/": lambda _: {"group": "B"},
    "/can-bo/quay/mat-mang/gui/": lambda values: {"code": values["provisional"], "envelope": "QUJD"},
    "/can-bo/quay/phieu/<slip>/khep/": lambda _: {"closing": "double"},
    "/quan-tri/tai-khoan/<account>/khoa/": lambda _: {"act": "lock", "reason": "Nghỉ việc"},
    "/quan-tri/tai-khoan/<account>/xac-thuc/": lambda _: {"reason": "Mất điện thoại"},
    "/quan-tri/vi-tri/<appointment>/thoi/": lambda _: {"valid_until": "01/12/2026"},
    "/can-bo/ho-so/phan-cong/": lambda values: {
        "dossiers": values.get("dossier", ""),
        "holder": values.get("officer", ""),
    },
    "/api/v1/webhooks": lambda _: {"url": "https://doi-tac.example/nhan", "events": ["*"]},
    f"{_ONE}/bo-sung/": _supplement,
    f"{_ONE}/ban-chinh/": lambda _: {"paper": "birth_notice", "count": "1"},
    f"{_ONE}/ban-quet/": lambda _: {
        "paper": "birth_notice",
        "file": SimpleUploadedFile("giay.png", picture(), content_type="image/png"),
    },
    f"{_ONE}/tam-dung/": lambda values: _versioned(values) | {"code": "verify"},
    f"{_ONE}/xin-loi/": lambda values: _versioned(values) | {"reason": "verification", "days": "3"},
    **{
        f"/can-bo/van-ban/<document>/{act}/": lambda values: {
            "version": values["version"], "digest": values["digest"], "note": "Có lý do",
        }
        for act in ("ky", "cap-so", "chuyen/<move>")
    },
    **{f"/can-bo/van-ban-den/<incoming>/{act}/": _incoming for act in _INCOMING_ACTS},
    "/can-bo/van-ban-den/<incoming>/tep/": lambda _: {
        "file": SimpleUploadedFile("giay.png", picture(), content_type="image/png"),
    },
    "/can-bo/van-ban/<document>/cung-soan/": lambda values: {"account": values.get("account", "")},
    "/can-bo/van-ban/<document>/gop-y/": lambda _: {"words": "Nên xem lại", "quote": ""},
    "/can-bo/van-ban/<document>/gop-y/<comment>/": lambda _: {"settled": "1"},
    "/can-bo/van-ban/<document>/phien-ban/<number>/lay-lai/": _versioned,
    "/can-bo/van-ban/<document>/tep/": lambda _: {
        "file": SimpleUploadedFile("giay.png", picture(), content_type="image/png"),
    },
    "/can-bo/ky/": _tickets,
    "/can-bo/cap-so/": _tickets,
    "/ho-so/<dossier>/giay-to/dung-lai/": lambda values: {"paper": "identity", "thing": values.get("thing", "")},
    **{f"/vi-giay-to/{act}/": lambda values: {"thing": values.get("thing", "")} for act in ("an", "hien-lai")},
    f"{_ONE}/tra-cuu/<lookup>/chap-nhan/": _versioned,
    "/ho-so/<dossier>/danh-gia/": lambda _: {"stars": "5"},
    "/ho-so/<dossier>/rut/": lambda _: {"reason": "Nộp nhầm"},
    "/ho-so/moi/<code>/": lambda _: {"cho": "ban-than"},
    "/ho-so/moi/<code>/lam-thay/": lambda _: {
        "name": "Trần Thị Em",
        "relation": "parent",
        "birth_date": "2020",
    },
    "/thu-tuc/<code>/chuan-bi/": lambda _: {"birth.situation": "ordinary", "birth.evidence": "electronic"},
    "/oauth/token": lambda _: {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"},
    "/ui/language/": lambda _: {"language": "en", "next": "/"},
    "/ui/theme/": lambda _: {"theme": "dark", "next": "/"},
    **{
        f"{_ONE}/{act}/": _versioned
        for act in (
            "tiep-nhan",
            "tu-choi",
            "du-thao",
            "cap-so",
            "tra-ket-qua",
            "dung",
            "giai-quyet-tiep",
            "luu-tru",
            "giu-lai",
            "giu-lai/<hold>/thoi",
            "mien-phi/<intent>",
            "ban-quet/<scan>/thu-hoi",
        )
    },
    f"{_ONE}/chuyen/<step>/<move>/": _versioned,
    "/can-bo/ky/<dossier>/": _versioned,
    "/can-bo/thanh-toan/khoan-thu/<receipt>/khop/": lambda values: {
        "code": values["transfer_code"],
        "reason": "Đúng họ tên",
    },
    "/can-bo/thanh-toan/phai-thu/<intent>/tien-mat/": lambda values: {
        "amount": "58.000",
        "slip": values["slip"],
    },
    "/can-bo/thanh-toan/phai-thu/<intent>/chuyen-khoan/": lambda _: {
        "amount": "58.000", "reference": "FT9", "day": "16/11/2026", "why": "Ủy nhiệm chi số 1",
    },
    "/can-bo/thanh-toan/hoan-tra/<refund>/khong-duyet/": lambda _: {"why": "Thiếu giấy"},
    "/can-bo/thanh-toan/hoan-tra/<refund>/chi-tra/": lambda _: {"reference": "FT9"},
}  # fmt: skip
