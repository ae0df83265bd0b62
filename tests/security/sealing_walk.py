"""A small province in a folder of its own, run as a process: `seed` leaves secrets in it, `destroy` forgets them.

Started by `test_sealed_at_rest`; prints on standard output whatever the house itself prints.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from typing import Any
from uuid import UUID

SECRETS = {
    "personal number": "084198007713",
    "phone": "0987654013",
    "e-mail": "kin.dao.bay@vi-du.example",
    "address": "Ấp Kín Đáo Bảy Bảy",
    "answer": "Hoàng Kín Đáo Thiên",
    "another's number": "084198007721",
    "file name": "ten-tep-kin-dao",
    "file content": "NOIDUNGTEPKINDAO",
    "reason of refusal": "Từ chối vì lẽ kín đáo",
    "reason of withdrawal": "Rút vì lẽ kín đáo",
    "reason of stopping": "Dừng vì lẽ kín đáo",
    "what an item is called": "Giấy tờ kín đáo",
    "what is missing": "Thiếu điều kín đáo",
    "how to put it right": "Khắc phục kín đáo",
    "what was answered": "Trả lời kín đáo",
    "why it went back": "Chuyển trả vì lẽ kín đáo",
    "draft result": "Dự thảo kín đáo",
    "rating": "Lời khen kín đáo",
}


class Bouncing:
    """A mail server that takes no letter, and says whose."""

    def __init__(self, **_: Any) -> None:
        pass

    def send_messages(self, messages: list[Any]) -> int:
        raise SMTPRecipientsRefused({to: (550, b"unknown") for message in messages for to in message.to})


def main(what: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.project.settings")
    import django

    django.setup()
    {"seed": seed, "destroy": destroy}[what]()


def seed() -> None:
    from django.conf import settings

    from tinhso.project.preparing import migrate

    migrate()
    told = _lives()
    (settings.VAR / "walk.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def _lives() -> dict[str, Any]:
    from django.test import override_settings

    from tinhso.foundation.access.actions import link_person
    from tinhso.foundation.access.signing_in import new_citizen
    from tinhso.foundation.access.tests.factories import actor_of, signed_in
    from tinhso.foundation.notices.models import Notice
    from tinhso.foundation.notices.words import page_words
    from tinhso.foundation.people.actions import create_person
    from tinhso.government.dossiers.tests.factories import make_office
    from tinhso.kernel import clock, sealing
    from tinhso.kernel.actors import SYSTEM
    from tinhso.kernel.deliveries import enqueue
    from tinhso.kernel.deliveries.models import Delivery
    from tinhso.kernel.deliveries.working import work_off

    at = clock.now()
    office = make_office()
    person = create_person(
        actor=SYSTEM, at=at, name="Nguyễn Thị Hạnh", birth_date="1998", national_id=SECRETS["personal number"],
        phone=SECRETS["phone"], email=SECRETS["e-mail"], address=SECRETS["address"],
    )  # fmt: skip
    account = new_citizen(number="+84987654013", key=sealing.new_key("access.phone"), at=at)
    account.save(force_insert=True)
    link_person(account=account, person=person, at=at)
    client = signed_in(account)
    client.post("/dang-nhap/", {"phone": SECRETS["phone"]})
    citizen = actor_of(account)
    dossiers = {
        end: _life(end, citizen, office, at) for end in ("refuse", "withdraw", "stop", "supplement", "sign")
    }
    for dossier in dossiers.values():
        client.get(f"/ho-so/{dossier}/")
        client.get(f"/ho-so/{dossier}/?q={dossier}")
    client.post(f"/ho-so/{dossiers['refuse']}/danh-gia/", {"stars": "4", "words": SECRETS["rating"]})
    client.get("/tra-cuu/?ma=YC-261116-00000000")
    _from_the_portal(at)
    for _ in range(10):
        work_off(limit=500)
    enqueue("notices.email", {"notice": str(Notice.objects.filter(person=person)[0].id)})
    with override_settings(EMAIL_BACKEND="tests.security.sealing_walk.Bouncing"):
        work_off()
    bounced = Delivery.objects.filter(handler="notices.email", error__contains="SMTPRecipientsRefused")
    notices = sorted({page_words(notice) for notice in Notice.objects.all()})
    return {
        "person": str(person.id), "account": str(account.id), "office": str(office.clerk.account),
        "dossiers": {end: str(one) for end, one in dossiers.items()}, "notices": notices, "bounced": bounced.count(),
        "clerk": str(office.clerk.account), "officer": str(office.officer.account),
    }  # fmt: skip


def _from_the_portal(at: Any) -> None:
    """A filing of the national portal that becomes a dossier, one that differs, and one that is put aside."""
    from contextlib import suppress

    from tinhso.government.portalsync import actions
    from tinhso.government.portalsync.tests.factories import filing, make_portal, paper, sent
    from tinhso.kernel.actors import SYSTEM
    from tinhso.kernel.errors import Refusal

    make_portal()
    asked = {
        "filed_at": at, "SoDinhDanh": SECRETS["personal number"], "SoDienThoai": SECRETS["phone"],
        "Email": SECRETS["e-mail"], "DiaChi": SECRETS["address"],
        "papers": [paper(_pdf(), name=f"{SECRETS['file name']}.pdf")],
    }  # fmt: skip
    for message in (
        filing("QG-1", **asked),
        filing("QG-1", **asked | {"DiaChi": SECRETS["answer"]}),
        filing("QG-2", **asked | {"MaTTHC": "9.999999"}),
    ):
        with suppress(Refusal):
            actions.accept(actor=SYSTEM, raw=sent(message), at=at)


def _life(end: str, citizen: Any, office: Any, at: Any) -> UUID:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tinhso.foundation.workflow.queries import open_of
    from tinhso.government.dossiers import actions
    from tinhso.government.dossiers.actions.receiving import Lack
    from tinhso.government.dossiers.models import Dossier, Supplement
    from tinhso.government.dossiers.tests.factories import birth_filing

    filing = birth_filing(**{
        "requester.personal_number": SECRETS["personal number"], "requester.phone": SECRETS["phone"],
        "requester.email": SECRETS["e-mail"], "child.name": SECRETS["answer"],
        "requester.address": {"province": "86", "commune": "29266", "detail": SECRETS["address"]},
        "mother.personal_number": SECRETS["another's number"],
    })  # fmt: skip
    one = actions.start_draft(actor=citizen, filing=filing, at=at).id
    upload = SimpleUploadedFile(f"{SECRETS['file name']}.pdf", _pdf(), content_type="application/pdf")
    actions.attach(actor=citizen, dossier=one, paper="birth_notice", upload=upload, at=at)
    actions.submit(actor=citizen, dossier=one, at=at)
    later = at

    def now() -> dict[str, Any]:
        nonlocal later
        later += timedelta(seconds=1)
        return {"dossier": one, "version": Dossier.objects.get(id=one).version, "at": later}

    if end == "refuse":
        actions.refuse(actor=office.clerk, **now(), reason=SECRETS["reason of refusal"], basis="Điều 9")
        return one
    if end == "withdraw":
        actions.withdraw(actor=citizen, dossier=one, reason=SECRETS["reason of withdrawal"], at=at)
        return one
    if end == "supplement":
        lack = Lack(
            "other",
            SECRETS["what an item is called"],
            SECRETS["what is missing"],
            SECRETS["how to put it right"],
        )
        actions.request_supplement(actor=office.clerk, **now(), lacks=[lack], basis="Điều 16")
        items = Supplement.objects.get(dossier=one).items.values_list("id", flat=True)
        answers = dict.fromkeys(items, SECRETS["what was answered"])
        actions.answer_supplement(actor=citizen, dossier=one, answers=answers, files={}, at=now()["at"])
    actions.receive(actor=office.clerk, **now())
    if end == "stop":
        actions.stop(actor=office.clerk, **now(), reason=SECRETS["reason of stopping"])
        return one

    def forward(move: str, note: str = "") -> None:
        step = open_of(about=Dossier.objects.get(id=one).ref)[0]
        actions.move_on(actor=office.officer, **now(), assignment=step.id, move=move, note=note)

    forward("forward")
    forward("recheck", SECRETS["why it went back"])
    actions.draft_result(actor=office.officer, **now(), content={"name": SECRETS["draft result"]})
    return one


def _pdf() -> bytes:
    """A page whose words stand in the file as they are."""
    from io import BytesIO

    import pikepdf

    held = BytesIO()
    with pikepdf.new() as made:
        page = made.add_blank_page()
        page.Contents = made.make_stream(b"BT (" + SECRETS["file content"].encode() + b") Tj ET")
        made.save(held, compress_streams=False)
    return held.getvalue()


def destroy() -> None:
    """Forget the person and every dossier, then read all there is to read."""
    from django.conf import settings

    from tinhso.foundation.access.models import Account
    from tinhso.foundation.access.tests.factories import signed_in
    from tinhso.foundation.people.actions import erase_person
    from tinhso.government.dossiers.models import Dossier
    from tinhso.kernel import clock, sealing
    from tinhso.kernel.actors import SYSTEM

    told = json.loads((settings.VAR / "walk.json").read_text(encoding="utf-8"))
    erase_person(actor=SYSTEM, at=clock.now(), person=UUID(told["person"]), basis="yêu cầu xóa dữ liệu")
    for dossier in Dossier.objects.all():
        sealing.destroy(dossier.key)
    answers = {}
    for who in ("clerk", "officer"):
        client = signed_in(Account.objects.get(id=told[who]))
        for one in told["dossiers"].values():
            answers[f"{who} {one}"] = client.get(f"/can-bo/ho-so/{one}/")
            papers = Dossier.objects.get(id=one).papers.values_list("file", flat=True)
            for paper in papers:
                answers[f"{who} {paper}"] = client.get(f"/can-bo/ho-so/{one}/tep/{paper}/")
    citizen = signed_in(Account.objects.get(id=told["account"]))
    for address in (
        "/ho-so/",
        "/ai-da-xem/",
        "/thong-bao/",
        *(f"/ho-so/{one}/" for one in told["dossiers"].values()),
    ):
        answers[address] = citizen.get(address)
    read = {
        name: [answer.status_code, answer.content.decode(errors="replace")]
        for name, answer in answers.items()
    }
    (Path(settings.VAR) / "after.json").write_text(json.dumps(read, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
