"""Addresses of documents: the desk's, and the one a printed document's code leads to."""

from django.urls import path

from tinhso.government.documents.views import desk, drafting, register, verifying

app_name = "documents"
_HERE, _BOOK = "can-bo/van-ban", "can-bo/so-van-ban-di"
_ONE = f"{_HERE}/<uuid:document>"
urlpatterns = [
    path("van-ban/<uuid:document>/", verifying.verify, name="verify"),
    path(f"{_HERE}/", desk.listing, name="list"),
    path(f"{_HERE}/danh-sach.csv", desk.export, name="export"),
    path(f"{_HERE}/soan/", drafting.begin, name="begin"),
    path(f"{_ONE}/", desk.page, name="document"),
    path(f"{_ONE}/sua/", drafting.revise, name="revise"),
    path(f"{_ONE}/tep/", drafting.attach, name="attach"),
    path(f"{_ONE}/tep/<uuid:attachment>/", desk.file, name="file"),
    path(f"{_ONE}/tep/<uuid:attachment>/bo/", drafting.detach, name="detach"),
    path(f"{_ONE}/ban-in.pdf", desk.preview, name="preview"),
    path(f"{_ONE}/chuyen/<slug:move>/", desk.move, name="move"),
    path(f"{_ONE}/ky/", desk.approve, name="approve"),
    path(f"{_ONE}/cap-so/", desk.number, name="number"),
    path(f"{_BOOK}/", register.page, name="register"),
    path(f"{_BOOK}/so.csv", register.export, name="register_export"),
    path(f"{_BOOK}/so.pdf", register.printed, name="register_print"),
    path(f"{_BOOK}/<uuid:unit>/<slug:sequence>/so-giay/", register.take, name="take_number"),
]
