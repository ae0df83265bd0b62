"""The desk in a real browser: axe objects to nothing, no page is wider than its screen, the list walks by keys."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.tests.factories import sign_in
from tinhso.foundation.files.tests.corpus import pdf
from tinhso.foundation.ui.tests.test_browser import RULES
from tinhso.foundation.workflow.queries import open_of
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.receiving import Lack
from tinhso.government.dossiers.engine.contents import compose
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.page import open_dossier
from tinhso.government.dossiers.tests.factories import (
    Office,
    birth_filing,
    let_pause,
    make_citizen,
    make_office,
    make_official,
)
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
_NAMES = (
    "Nguyễn Thị Hạnh",
    "Thạch Sô Phia",
    "Trần Quốc Bửu",
    "Lê Hữu Phước",
    "Kim Thị Mỹ Duyên",
    "Huỳnh Văn Tâm",
)


class Desk:
    """A commune with dossiers at every stage, and browsers in which its officials are signed in."""

    def __init__(self, browser: Any, server: str) -> None:
        self.browser, self.server = browser, server
        self.office: Office = make_office()
        let_pause()
        self.now = clock.now()
        self.fresh = [self._filed(name, days) for name, days in zip(_NAMES, (6, 4, 1, 0, 0, 0), strict=True)]
        self.supplement = self._filed("Sơn Thị Ngọc", 3)
        lack = Lack(
            "birth_certificate", "Giấy chứng sinh", "Ảnh mờ, không đọc được số.", "Chụp lại đủ bốn góc."
        )
        actions.request_supplement(
            actor=self.office.clerk, dossier=self.supplement.id, version=self.supplement.version, lacks=[lack],
            basis="Luật Hộ tịch, Điều 16", at=self.now - timedelta(days=2),
        )  # fmt: skip
        self.verifying = self._received("Danh Hoàng Nam", 2)
        self.late = self._received("Kiên Thị Sa Rây", 3)
        actions.apologise(
            actor=self.office.leader, dossier=self.late.id, version=self.late.version, reason="verification",
            note="Chờ Trung tâm Y tế xác nhận giấy chứng sinh.", days=3, at=self.now,
        )  # fmt: skip
        self.paused = self._received("Thạch Thị Sương")
        actions.pause(
            actor=self.office.officer, dossier=self.paused.id, version=self.paused.version, code="verify",
            reason="Hỏi Trung tâm Y tế về giấy chứng sinh.", at=self.now,
        )  # fmt: skip
        self.drafting = self._received("Lâm Thị Cẩm Tú", 1)
        self._forward(self.drafting)
        self.signing = [self._to_sign(name) for name in ("Đặng Minh Khôi", "Phan Thanh Bình", "Võ Ngọc Ánh")]

    def _filed(self, name: str, days: int = 0) -> Dossier:
        citizen = make_citizen(name, phone=f"09{abs(hash(name)) % 10**8:08}")
        at = self.now - timedelta(days=days, minutes=5)
        filing = birth_filing()
        dossier = actions.start_draft(actor=citizen, filing=filing, at=at)
        upload = SimpleUploadedFile("giay-chung-sinh.pdf", pdf(), "application/pdf")
        paper = dossier.procedure.shape.papers[0].code
        actions.attach(actor=citizen, dossier=dossier.id, paper=paper, upload=upload, at=at)
        return actions.submit(actor=citizen, dossier=dossier.id, at=at)

    def _received(self, name: str, days: int = 0) -> Dossier:
        dossier = self._filed(name, days)
        at = self.now - timedelta(days=days, minutes=2)
        return actions.receive(actor=self.office.clerk, dossier=dossier.id, version=dossier.version, at=at)

    def _forward(self, dossier: Dossier) -> None:
        step = open_of(about=dossier.ref)[0]
        version = Dossier.objects.get(id=dossier.id).version
        actions.move_on(
            actor=self.office.officer, dossier=dossier.id, version=version, assignment=step.id, move="forward",
            note="", at=self.now - timedelta(minutes=1),
        )  # fmt: skip

    def _to_sign(self, name: str) -> Dossier:
        dossier = self._received(name)
        self._forward(dossier)
        page = open_dossier(actor=self.office.officer, dossier=dossier.id, at=self.now)
        content = compose(page) | {"hometown": "Xã Càng Long, tỉnh Vĩnh Long"}
        actions.draft_result(
            actor=self.office.officer,
            dossier=dossier.id,
            version=page.dossier.version,
            content=content,
            at=self.now,
        )
        self._forward(dossier)
        return dossier

    def page(self, actor: Actor, *, width: int) -> Any:
        assert actor.account is not None
        client = sign_in(Client(), Account.objects.get(id=actor.account))
        context = self.browser.new_context(viewport={"width": width, "height": 900}, locale="vi")
        context.add_cookies(
            [
                {"name": name, "value": morsel.value, "url": self.server}
                for name, morsel in client.cookies.items()
            ]
        )
        return context.new_page()


def test_every_page_is_sound(browser: Any, live_server: LiveServer) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    desk = Desk(browser, live_server.url)
    office = desk.office
    first, signing = desk.fresh[0].id, desk.signing[0].id
    auditor = make_official("auditor", office.committee)
    visits: list[tuple[str, Actor, str]] = [
        ("home-clerk", office.clerk, "/can-bo/"),
        ("home-leader", office.leader, "/can-bo/"),
        ("home-auditor", auditor, "/can-bo/"),
        ("list-clerk", office.clerk, "/can-bo/ho-so/"),
        ("list-head", office.head, "/can-bo/ho-so/?q=&mine=&phase=in_progress"),
        ("list-none", office.clerk, "/can-bo/ho-so/?q=khong-co"),
        ("dossier-clerk", office.clerk, f"/can-bo/ho-so/{first}/"),
        ("dossier-supplement", office.clerk, f"/can-bo/ho-so/{desk.supplement.id}/"),
        ("dossier-officer", office.officer, f"/can-bo/ho-so/{desk.drafting.id}/"),
        ("supplement", office.clerk, f"/can-bo/ho-so/{first}/bo-sung/"),
        ("refuse", office.clerk, f"/can-bo/ho-so/{first}/tu-choi/"),
        ("draft", office.officer, f"/can-bo/ho-so/{desk.drafting.id}/du-thao/"),
        ("stop", office.officer, f"/can-bo/ho-so/{desk.drafting.id}/dung/"),
        ("pause", office.officer, f"/can-bo/ho-so/{desk.drafting.id}/tam-dung/"),
        ("paused", office.officer, f"/can-bo/ho-so/{desk.paused.id}/"),
        ("resume", office.officer, f"/can-bo/ho-so/{desk.paused.id}/giai-quyet-tiep/"),
        ("apologise", office.head, f"/can-bo/ho-so/{desk.drafting.id}/xin-loi/"),
        ("re-dated", office.head, f"/can-bo/ho-so/{desk.late.id}/"),
        ("register", office.clerk, "/can-bo/so-theo-doi/"),
        ("late-steps", office.head, "/can-bo/buoc-tre/?told=not_escalated"),
        ("sign-queue", office.leader, "/can-bo/ky/"),
        ("sign", office.leader, f"/can-bo/ky/{signing}/"),
        ("number-queue", office.records, "/can-bo/cap-so/"),
    ]
    folder = Path(settings.VAR) / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    found: list[tuple[Any, ...]] = []
    for width in (390, 1280):
        for name, actor, path in visits:
            page = desk.page(actor, width=width)
            complaints: list[str] = []
            page.on("console", lambda message, kept=complaints: kept.append(message.text))
            page.on("pageerror", lambda error, kept=complaints: kept.append(str(error)))
            answer = page.goto(live_server.url + path)
            page.evaluate("document.fonts.ready")
            page.screenshot(path=folder / f"desk-{name}-{width}.png", full_page=True)
            page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": axe.axe_script})
            violations = page.evaluate("rules => axe.run({runOnly: rules, iframes: false})", RULES)[
                "violations"
            ]
            found += [(name, width, one["id"], one["nodes"][0]["target"]) for one in violations]
            found += [(name, width, text) for text in complaints]
            if answer.status != 200 or page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(
                    (name, width, answer.status, page.evaluate("document.documentElement.scrollWidth"))
                )
            page.context.close()
    assert found == []


def test_a_dossier_opens_beside_the_list_by_keys(browser: Any, live_server: LiveServer) -> None:
    desk = Desk(browser, live_server.url)
    page = desk.page(desk.office.clerk, width=1440)
    page.goto(f"{live_server.url}/can-bo/ho-so/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator("#detail h2").first.wait_for()
    assert page.locator("#detail h2").first.inner_text() == page.locator("tr[data-current] a").inner_text()
    assert page.url.endswith("/can-bo/ho-so/")
    folder = Path(settings.VAR) / "screenshots"
    page.screenshot(path=folder / "desk-beside-1440.png", full_page=True)
    page.context.close()
