import io
from pathlib import Path
import pytest, pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from tinhso.foundation.files.tests.corpus import pdf, jpeg
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.tests.factories import *
from tinhso.government.dossiers.tests.test_desk_browser import Desk, browser, birth_filing, clock
pytestmark = pytest.mark.django_db(transaction=True)
def test_pdf(browser, live_server):
    desk = Desk.__new__(Desk)
    desk.browser, desk.server = browser, live_server.url
    desk.office = make_office(); desk.now = clock.now()
    def draw(made):
        page = made.pages[0]
        page.Contents = made.make_stream(b"1 0 0 rg 100 400 300 200 re f")
    c = make_citizen()
    d = actions.start_draft(actor=c, filing=birth_filing(), at=desk.now)
    paper = d.procedure.shape.papers[0].code
    import os
    kind = "jpg" if os.environ.get("IMG") else "pdf"
    data = jpeg((600,400)) if kind == "jpg" else pdf(draw)
    actions.attach(actor=c, dossier=d.id, paper=paper, upload=SimpleUploadedFile(f"a.{kind}", data, "application/pdf" if kind == "pdf" else "image/jpeg"), at=desk.now)
    actions.submit(actor=c, dossier=d.id, at=desk.now)
    page = desk.page(desk.office.clerk, width=1280)
    page.on("console", lambda m: print("CONSOLE", m.text))
    page.goto(f"{live_server.url}/can-bo/ho-so/{d.id}/")
    page.wait_for_timeout(2500)
    page.screenshot(path=f"/tmp/var-desk/screenshots/viewer-{kind}.png")
