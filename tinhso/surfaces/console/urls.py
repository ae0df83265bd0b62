"""Addresses of the console."""

from django.urls import path

from tinhso.surfaces.console.views import accounts, certificates, deliveries, health, ledger, packs

app_name = "console"
urlpatterns = [
    path("quan-tri/", health.front, name="front"),
    path("quan-tri/tinh-trang/", health.health, name="health"),
    path("quan-tri/viec-ton/", deliveries.listing, name="deliveries"),
    path("quan-tri/viec-ton/chay-lai/<str:handler>/", deliveries.replay_all, name="replay_all"),
    path("quan-tri/viec-ton/<uuid:delivery>/", deliveries.delivery, name="delivery"),
    path("quan-tri/viec-ton/<uuid:delivery>/chay-lai/", deliveries.replay, name="replay"),
    path("quan-tri/so-nhat-ky/", ledger.standing, name="ledger"),
    path("quan-tri/so-nhat-ky/kiem-tra/", ledger.check, name="check"),
    path("quan-tri/so-nhat-ky/<uuid:act>/", ledger.act, name="act"),
    path("quan-tri/goi/", packs.packs, name="packs"),
    path("quan-tri/goi/<slug:kind>/", packs.kind, name="kind"),
    path("quan-tri/chung-thu-so/", certificates.listing, name="certificates"),
    path("quan-tri/chung-thu-so/danh-sach.csv", certificates.export, name="certificates_export"),
    path("quan-tri/chung-thu-so/tin-cay/", certificates.roots, name="roots"),
    path("quan-tri/chung-thu-so/<uuid:certificate>/", certificates.certificate, name="certificate"),
    path("quan-tri/chung-thu-so/<uuid:certificate>/ngung/", certificates.retire, name="retire_certificate"),
    path("quan-tri/tai-khoan/", accounts.listing, name="accounts"),
    path("quan-tri/tai-khoan/moi/", accounts.create, name="create_account"),
    path("quan-tri/tai-khoan/<uuid:account>/", accounts.account, name="account"),
    path("quan-tri/tai-khoan/<uuid:account>/phan-cong/", accounts.appoint, name="appoint"),
    path("quan-tri/tai-khoan/<uuid:account>/khoa/", accounts.lock, name="lock"),
    path("quan-tri/tai-khoan/<uuid:account>/xac-thuc/", accounts.reset_factors, name="reset_factors"),
    path("quan-tri/vi-tri/<uuid:appointment>/thoi/", accounts.end, name="end"),
]
