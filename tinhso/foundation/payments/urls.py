"""Addresses of payments."""

from django.urls import path

from tinhso.foundation.payments.views import (
    callbacks,
    intents,
    paying,
    receipts,
    reconciling,
    refunds,
    statements,
)

app_name = "payments"
_DESK = "can-bo/thanh-toan"
urlpatterns = [
    path("thanh-toan/bao-co/<slug:gateway>/", callbacks.told, name="told"),
    path("thanh-toan/<uuid:intent>/", paying.pay, name="pay"),
    path(f"{_DESK}/", receipts.listing, name="receipts"),
    path(f"{_DESK}/khoan-thu.csv", receipts.export, name="export"),
    path(f"{_DESK}/khoan-thu/<uuid:receipt>/", receipts.receipt, name="receipt"),
    path(f"{_DESK}/khoan-thu/<uuid:receipt>/khop/", receipts.match, name="match"),
    path(f"{_DESK}/khoan-thu/<uuid:receipt>/doi-tru/", receipts.cover, name="cover"),
    path(f"{_DESK}/khoan-thu/<uuid:receipt>/hoan-tra/", receipts.refund, name="ask_refund"),
    path(f"{_DESK}/phai-thu/", intents.listing, name="intents"),
    path(f"{_DESK}/phai-thu/<uuid:intent>/", intents.intent, name="intent"),
    path(f"{_DESK}/phai-thu/<uuid:intent>/tien-mat/", intents.take_cash, name="take_cash"),
    path(f"{_DESK}/phai-thu/<uuid:intent>/chuyen-khoan/", intents.take_transfer, name="take_transfer"),
    path(f"{_DESK}/hoan-tra/", refunds.listing, name="refunds"),
    path(f"{_DESK}/hoan-tra/<uuid:refund>/", refunds.refund, name="refund"),
    path(f"{_DESK}/hoan-tra/<uuid:refund>/duyet/", refunds.approve, name="approve_refund"),
    path(f"{_DESK}/hoan-tra/<uuid:refund>/khong-duyet/", refunds.decline, name="decline_refund"),
    path(f"{_DESK}/hoan-tra/<uuid:refund>/chi-tra/", refunds.pay_out, name="pay_out"),
    path(f"{_DESK}/sao-ke/", statements.listing, name="statements"),
    path(f"{_DESK}/sao-ke/<uuid:statement>/", statements.statement, name="statement"),
    path(f"{_DESK}/sao-ke/<uuid:statement>/nhap/", statements.take_in, name="take_in"),
    path(f"{_DESK}/doi-soat/", reconciling.reconcile, name="reconcile"),
    path(f"{_DESK}/doi-soat/bang.csv", reconciling.export, name="export_reconciled"),
    path(f"{_DESK}/doi-soat/chi-tiet/", reconciling.differences, name="differences"),
]
