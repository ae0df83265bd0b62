"""Addresses of one's notices."""

from django.urls import path

from tinhso.foundation.notices import views

app_name = "notices"
urlpatterns = [
    path("thong-bao/", views.mine, name="mine"),
    path("thong-bao/da-doc/", views.mark_all_read, name="mark_all_read"),
    path("thong-bao/<uuid:notice>/", views.open_notice, name="open"),
]
