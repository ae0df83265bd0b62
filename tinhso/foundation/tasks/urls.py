"""Addresses of tasks on the officials' desk."""

from django.urls import path

from tinhso.foundation.tasks import views

app_name = "tasks"
_HERE = "can-bo/nhiem-vu"
_ONE = f"{_HERE}/<uuid:task>"
urlpatterns = [
    path(f"{_HERE}/", views.listing, name="list"),
    path(f"{_HERE}/danh-sach.csv", views.export, name="export"),
    path(f"{_HERE}/giao/", views.give, name="give"),
    path(f"{_ONE}/", views.page, name="task"),
    path(f"{_ONE}/tep/", views.attach, name="attach"),
    path(f"{_ONE}/tep/<uuid:file>/", views.file, name="file"),
    path(f"{_ONE}/phan-viec/<int:hand>/", views.assign, name="assign"),
    path(f"{_ONE}/viec/<slug:act>/", views.act, name="act"),
]
