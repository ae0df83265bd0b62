"""Addresses of the archive at the desk."""

from django.urls import path

from tinhso.government.archive.views import disposals, files, filing, holds, plans, transfers

app_name = "archive"
_HERE = "can-bo/luu-tru"
_PLAN, _FILE = f"{_HERE}/danh-muc", f"{_HERE}/ho-so/<uuid:file>"
_HOLD, _MOVED, _GONE = f"{_HERE}/vu-viec", f"{_HERE}/nop-luu", f"{_HERE}/tieu-huy"
urlpatterns = [
    path(f"{_HERE}/", files.listing, name="files"),
    path(f"{_HERE}/danh-sach.csv", files.export, name="files_export"),
    path(f"{_FILE}/", files.page, name="file"),
    path(f"{_FILE}/muc-luc.pdf", files.contents, name="contents"),
    path(f"{_FILE}/chu-giai/", files.describe, name="describe"),
    path(f"{_FILE}/ket-thuc/", files.close, name="close"),
    path(f"{_FILE}/mo-lai/", files.reopen, name="reopen"),
    path(f"{_FILE}/moc-tinh/", files.note_event, name="note_event"),
    path(f"{_FILE}/thoi-han/", files.change_retention, name="change_retention"),
    path(f"{_FILE}/them-van-ban/", filing.choose_things, name="choose_things"),
    path(f"{_FILE}/them-tai-lieu/", filing.add_paper, name="add_paper"),
    path(f"{_FILE}/tai-lieu/<uuid:item>/", filing.paper, name="paper"),
    path(f"{_FILE}/tai-lieu/<uuid:item>/rut/", filing.take_out, name="take_out"),
    path(f"{_FILE}/sua/", plans.change_file, name="change_file"),
    path(f"{_FILE}/bo/", plans.remove_file, name="remove_file"),
    path(f"{_HERE}/dua-vao-ho-so/<str:kind>/<uuid:thing>/", filing.put_in, name="put_in"),
    path(f"{_PLAN}/", plans.chosen, name="plan"),
    path(f"{_PLAN}/lap/", plans.begin, name="begin_plan"),
    path(f"{_PLAN}/<uuid:plan>/", plans.page, name="plan_page"),
    path(f"{_PLAN}/<uuid:plan>/danh-muc.csv", plans.export, name="plan_export"),
    path(f"{_PLAN}/<uuid:plan>/danh-muc.pdf", plans.printed, name="plan_print"),
    path(f"{_PLAN}/<uuid:plan>/de-muc/", plans.add_heading, name="add_heading"),
    path(f"{_PLAN}/<uuid:plan>/de-muc/<int:heading>/bo/", plans.remove_heading, name="remove_heading"),
    path(f"{_PLAN}/<uuid:plan>/them/", plans.add_file, name="add_file"),
    path(f"{_PLAN}/<uuid:plan>/duyet/", plans.approve, name="approve_plan"),
    path(f"{_HOLD}/", holds.listing, name="holds"),
    path(f"{_HOLD}/mo/", holds.begin, name="begin_hold"),
    path(f"{_HOLD}/<uuid:case>/", holds.page, name="hold"),
    path(f"{_HOLD}/<uuid:case>/them/", holds.more, name="hold_more"),
    path(f"{_HOLD}/<uuid:case>/khep/", holds.end, name="end_hold"),
    path(f"{_MOVED}/", transfers.listing, name="transfers"),
    path(f"{_MOVED}/lap/", transfers.begin, name="begin_transfer"),
    path(f"{_MOVED}/<uuid:transfer>/", transfers.page, name="transfer"),
    path(f"{_MOVED}/<uuid:transfer>/tien-do/", transfers.progress, name="progress"),
    path(f"{_MOVED}/<uuid:transfer>/goi/<int:row>.zip", transfers.package, name="package"),
    path(f"{_MOVED}/<uuid:transfer>/dong-goi-lai/", transfers.pack_again, name="pack_again"),
    path(f"{_MOVED}/<uuid:transfer>/giao/", transfers.offer, name="offer"),
    path(f"{_MOVED}/<uuid:transfer>/nhan/", transfers.accept, name="accept"),
    path(f"{_MOVED}/<uuid:transfer>/tra-lai/", transfers.refuse, name="refuse"),
    path(f"{_MOVED}/<uuid:transfer>/bien-ban.pdf", transfers.minutes, name="minutes"),
    path(f"{_MOVED}/<uuid:transfer>/ky-bien-ban/", transfers.sign_minutes, name="sign_minutes"),
    path(f"{_GONE}/", disposals.listing, name="disposals"),
    path(f"{_GONE}/lap/", disposals.begin, name="begin_disposal"),
    path(f"{_GONE}/<uuid:disposal>/", disposals.page, name="disposal"),
    path(f"{_GONE}/<uuid:disposal>/duyet/", disposals.approve, name="approve_disposal"),
    path(f"{_GONE}/<uuid:disposal>/khong-duyet/", disposals.turn_down, name="turn_down"),
    path(f"{_GONE}/<uuid:disposal>/tieu-huy/", disposals.destroy, name="destroy"),
    path(f"{_GONE}/<uuid:disposal>/bien-ban.pdf", disposals.certificate, name="certificate"),
    path(f"{_GONE}/<uuid:disposal>/ky-bien-ban/", disposals.sign_certificate, name="sign_certificate"),
]
