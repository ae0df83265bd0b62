"""Addresses of the desk."""

from django.urls import path

from tinhso.surfaces.desk import views

app_name = "desk"
urlpatterns = [
    path("can-bo/", views.home, name="home"),
    path("can-bo/viec/", views.work, name="work"),
    path("can-bo/viec/danh-sach.csv", views.export, name="work_export"),
]
