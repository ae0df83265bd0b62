"""Addresses of the public figures."""

from django.urls import path

from tinhso.foundation.measures import views

app_name = "measures"
urlpatterns = [
    path("so-lieu/", views.index, name="index"),
    path("so-lieu/so-lieu.csv", views.index_csv, name="index_csv"),
    path("so-lieu/<str:key>/", views.figure, name="figure"),
    path("so-lieu/<str:key>/danh-sach.csv", views.rows_csv, name="rows_csv"),
]
