"""Addresses of the axis: the directory for officials, the boxes for operators."""

from django.urls import path

from tinhso.government.axis.views import directory, inbox, outbox, simulated

app_name = "axis"
_BOOK, _HERE = "can-bo/danh-ba-co-quan", "quan-tri/truc-lien-thong"
urlpatterns = [
    path(f"{_BOOK}/", directory.listing, name="directory"),
    path(f"{_BOOK}/danh-ba.csv", directory.export, name="export_directory"),
    path(f"{_BOOK}/<str:code>/", directory.page, name="organisation"),
    path(f"{_BOOK}/<str:code>/ghim/", directory.pin, name="pin"),
    path(f"{_BOOK}/<str:code>/bo-ghim/<uuid:pin>/", directory.unpin, name="unpin"),
    path(f"{_HERE}/dong-bo/", directory.synchronise, name="synchronise"),
    path(f"{_HERE}/", outbox.listing, name="outbox"),
    path(f"{_HERE}/hop-di.csv", outbox.export, name="export_outbox"),
    path(f"{_HERE}/hop-di/<uuid:package>/", outbox.page, name="package"),
    path(f"{_HERE}/hop-di/<uuid:package>/gui-lai/", outbox.send_again, name="send_again"),
    path(f"{_HERE}/hop-den/", inbox.listing, name="inbox"),
    path(f"{_HERE}/hop-den/danh-sach.csv", inbox.export, name="export_inbox"),
    path(f"{_HERE}/hop-den/<uuid:message>/", inbox.page, name="message"),
    path(f"{_HERE}/hop-den/<uuid:message>/noi-dung/", inbox.body, name="body"),
    path(f"{_HERE}/hop-den/<uuid:message>/nhan-lai/", inbox.replay, name="replay"),
    path(f"{_HERE}/hop-den/<uuid:message>/giai-quyet/", inbox.settle, name="settle"),
    path(f"{_HERE}/hop-den/<uuid:message>/bo/", inbox.discard, name="discard"),
    path(f"{_HERE}/mo-phong/", simulated.standing, name="simulated"),
    path(f"{_HERE}/mo-phong/gui/", simulated.send, name="send_simulated"),
    path(f"{_HERE}/mo-phong/<uuid:edoc>/tra-loi/", simulated.answer, name="answer_simulated"),
]
