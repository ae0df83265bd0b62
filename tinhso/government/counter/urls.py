"""Addresses of the counter: for people who wait, and for those who serve them."""

from django.urls import path

from tinhso.government.counter.views import handing_over, helping, offline, queue, slips, waiting

app_name = "counter"
_HERE = "can-bo/quay"
urlpatterns = [
    path("quay/nhan-ket-qua/", waiting.how_to_collect, name="how_to_collect"),
    path("quay/so/<uuid:ticket>/", waiting.ticket, name="ticket"),
    path("quay/<slug:counter>/lay-so/", waiting.kiosk, name="kiosk"),
    path("quay/<slug:counter>/man-hinh/", waiting.screen, name="screen"),
    path(f"{_HERE}/", queue.desk, name="desk"),
    path(f"{_HERE}/goi/", queue.call_next, name="call_next"),
    path(f"{_HERE}/so/<uuid:ticket>/goi-lai/", queue.call_again, name="call_again"),
    path(f"{_HERE}/so/<uuid:ticket>/vang/", queue.mark_absent, name="mark_absent"),
    path(f"{_HERE}/so/<uuid:ticket>/goi-nguoi-vang/", queue.call_absent, name="call_absent"),
    path(f"{_HERE}/so/<uuid:ticket>/bat-dau/", queue.start, name="start"),
    path(f"{_HERE}/so/<uuid:ticket>/xong/", queue.finish, name="finish"),
    path(f"{_HERE}/so/<uuid:ticket>/chuyen/", queue.transfer, name="transfer"),
    path(f"{_HERE}/nop-ho/", helping.begin, name="begin_helping"),
    path(f"{_HERE}/nop-ho/<uuid:assistance>/", helping.precheck, name="precheck"),
    path(f"{_HERE}/nop-ho/<uuid:assistance>/to-khai/", helping.fill, name="fill"),
    path(f"{_HERE}/nop-ho/<uuid:assistance>/xong/", helping.filed, name="filed"),
    path(f"{_HERE}/mat-mang/", offline.page, name="offline"),
    path(f"{_HERE}/mat-mang.js", offline.worker, name="offline_worker"),
    path(f"{_HERE}/mat-mang/chuan-bi/", offline.prepare, name="prepare_offline"),
    path(f"{_HERE}/mat-mang/gui/", offline.send, name="send_slip"),
    path(f"{_HERE}/phieu/", slips.listing, name="slips"),
    path(f"{_HERE}/phieu/danh-sach.csv", slips.export, name="slips_export"),
    path(f"{_HERE}/phieu/<uuid:slip>/", slips.slip, name="slip"),
    path(f"{_HERE}/phieu/<uuid:slip>/khep/", slips.close, name="close_slip"),
    path(f"{_HERE}/tra-ket-qua/", handing_over.hand_over, name="hand_over"),
]
