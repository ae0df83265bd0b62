"""Addresses of signing."""

from django.urls import path

from tinhso.foundation.signing.views import checking, own

app_name = "signing"
_OWN = "can-bo/chu-ky-so"
_SEAL = f"{_OWN}/con-dau/<uuid:unit>"
urlpatterns = [
    path(f"{_OWN}/", own.page, name="own"),
    path(f"{_OWN}/kiem-tra/", checking.check, name="check"),
    path(f"{_OWN}/anh/", own.look, name="look"),
    path(f"{_OWN}/anh/go/", own.drop, name="drop"),
    path(f"{_OWN}/anh.png", own.picture, name="picture"),
    path(f"{_SEAL}/", own.look, name="seal_look"),
    path(f"{_SEAL}/go/", own.drop, name="seal_drop"),
    path(f"{_SEAL}/anh.png", own.picture, name="seal_picture"),
]
