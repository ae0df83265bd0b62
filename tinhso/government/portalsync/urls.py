"""Addresses of the national portal's side of the house."""

from django.urls import path

from tinhso.government.portalsync.views import coming, inbox, simulated, twins

app_name = "portalsync"
_HERE = "quan-tri/cong-quoc-gia"
urlpatterns = [
    path("nop-ho-so", coming.come, name="come"),
    path(f"{_HERE}/", twins.listing, name="twins"),
    path(f"{_HERE}/danh-sach.csv", twins.export, name="export_twins"),
    path(f"{_HERE}/doi-chieu/", twins.compare, name="compare"),
    path(f"{_HERE}/gui-lai/<uuid:twin>/", twins.tell_again, name="tell_again"),
    path(f"{_HERE}/hop-thu/", inbox.listing, name="inbox"),
    path(f"{_HERE}/hop-thu/danh-sach.csv", inbox.export, name="export_inbox"),
    path(f"{_HERE}/hop-thu/<uuid:message>/", inbox.message, name="message"),
    path(f"{_HERE}/hop-thu/<uuid:message>/noi-dung/", inbox.body, name="body"),
    path(f"{_HERE}/hop-thu/<uuid:message>/nhan-lai/", inbox.replay, name="replay"),
    path(f"{_HERE}/hop-thu/<uuid:message>/giai-quyet/", inbox.settle, name="settle"),
    path(f"{_HERE}/hop-thu/<uuid:message>/bo/", inbox.discard, name="discard"),
    path(f"{_HERE}/mo-phong/", simulated.standing, name="simulated"),
    path(f"{_HERE}/mo-phong/gui/", simulated.send, name="send_simulated"),
    path(f"{_HERE}/mo-phong/bo-sung/", simulated.answer, name="answer_simulated"),
]
