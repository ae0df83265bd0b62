"""Addresses of the desk."""

from django.urls import path

from tinhso.government.dossiers.views import desk_acts as acts
from tinhso.government.dossiers.views import desk_dossier as dossier
from tinhso.government.dossiers.views import desk_late as late
from tinhso.government.dossiers.views import desk_list as lists
from tinhso.government.dossiers.views import desk_originals as originals
from tinhso.government.dossiers.views import desk_queues as queues
from tinhso.government.dossiers.views import desk_register as register
from tinhso.government.dossiers.views import desk_result as result
from tinhso.government.dossiers.views import desk_scans as scans

_ONE = "can-bo/ho-so/<uuid:dossier>"

urlpatterns = [
    path("can-bo/ho-so/", lists.listing, name="desk_list"),
    path("can-bo/ho-so/danh-sach.csv", lists.export, name="desk_export"),
    path("can-bo/ho-so/phan-cong/", lists.assign, name="desk_assign"),
    path("can-bo/ho-so/phan-cong/ket-qua/", lists.outcome, name="desk_outcome"),
    path(f"{_ONE}/", dossier.page, name="desk_dossier"),
    path(f"{_ONE}/tep/<uuid:file>/", dossier.file, name="desk_file"),
    path(f"{_ONE}/dang-ky/", dossier.progress, name="desk_progress"),
    path(f"{_ONE}/tiep-nhan/", acts.receive, name="desk_receive"),
    path(f"{_ONE}/bo-sung/", acts.supplement, name="desk_supplement"),
    path(f"{_ONE}/tu-choi/", acts.refuse, name="desk_refuse"),
    path(f"{_ONE}/nhan-viec/<uuid:step>/", acts.take, name="desk_take"),
    path(f"{_ONE}/chuyen/<uuid:step>/<slug:move>/", acts.move, name="desk_move"),
    path(f"{_ONE}/du-thao/", result.draft, name="desk_draft"),
    path(f"{_ONE}/cap-so/", queues.number, name="desk_number"),
    path(f"{_ONE}/tra-ket-qua/", acts.deliver, name="desk_deliver"),
    path(f"{_ONE}/xin-loi/", acts.apologise, name="desk_apologise"),
    path(f"{_ONE}/dung/", acts.stop, name="desk_stop"),
    path(f"{_ONE}/tam-dung/", acts.pause, name="desk_pause"),
    path(f"{_ONE}/giai-quyet-tiep/", acts.resume, name="desk_resume"),
    path(f"{_ONE}/luu-tru/", acts.archive, name="desk_archive"),
    path(f"{_ONE}/tra-cuu/", acts.look_up_again, name="desk_look_up"),
    path(f"{_ONE}/tra-cuu/<uuid:lookup>/chap-nhan/", acts.accept_declared, name="desk_accept_declared"),
    path(f"{_ONE}/mien-phi/<uuid:intent>/", acts.waive, name="desk_waive"),
    path(f"{_ONE}/giu-lai/", acts.hold, name="desk_hold"),
    path(f"{_ONE}/giu-lai/<uuid:hold>/thoi/", acts.release, name="desk_release"),
    path(f"{_ONE}/ban-chinh/", originals.keep, name="desk_keep_original"),
    path(f"{_ONE}/ban-chinh/<uuid:original>/chuyen/", originals.send, name="desk_send_original"),
    path(f"{_ONE}/ban-chinh/<uuid:original>/nhan/", originals.take, name="desk_take_original"),
    path(f"{_ONE}/ban-chinh/<uuid:original>/tra/", originals.give_back, name="desk_give_back_original"),
    path(f"{_ONE}/nhan-bo-sung/", scans.complete, name="desk_complete"),
    path(f"{_ONE}/ban-quet/", scans.add, name="desk_add_scan"),
    path(f"{_ONE}/ban-quet/ky/", scans.sign, name="desk_sign_scans"),
    path(f"{_ONE}/ban-quet/<uuid:scan>/thu-hoi/", scans.take_back, name="desk_take_back_scan"),
    path(f"{_ONE}/ban-quet/tien-do/", scans.progress, name="desk_scans_progress"),
    path("can-bo/ban-chinh/", originals.listing, name="desk_originals"),
    path("can-bo/ban-chinh/danh-sach.csv", originals.export, name="desk_originals_export"),
    path("can-bo/so-theo-doi/", register.page, name="desk_register"),
    path("can-bo/so-theo-doi/danh-sach.csv", register.export, name="desk_register_export"),
    path("can-bo/so-theo-doi/in/", register.printing, name="desk_register_print"),
    path("can-bo/so-theo-doi/<uuid:register>/", register.printed, name="desk_register_printed"),
    path("can-bo/buoc-tre/", late.listing, name="desk_late_steps"),
    path("can-bo/buoc-tre/danh-sach.csv", late.export, name="desk_late_export"),
    path("can-bo/ky/", queues.sign_queue, name="desk_sign_queue"),
    path("can-bo/ky/ket-qua/", queues.sign_outcome, name="desk_sign_outcome"),
    path("can-bo/ky/<uuid:dossier>/", queues.sign, name="desk_sign"),
    path("can-bo/cap-so/", queues.number_queue, name="desk_number_queue"),
    path("can-bo/cap-so/ket-qua/", queues.number_outcome, name="desk_number_outcome"),
]
