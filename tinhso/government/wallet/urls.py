"""Addresses of the wallet."""

from django.urls import path

from tinhso.government.wallet import views

app_name = "wallet"
urlpatterns = [
    path("vi-giay-to/", views.wallet, name="wallet"),
    path("vi-giay-to/danh-sach.csv", views.export, name="export"),
    path("vi-giay-to/an/", views.hide, name="hide"),
    path("vi-giay-to/hien-lai/", views.show, name="show"),
]
