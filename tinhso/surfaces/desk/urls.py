"""Addresses of the desk."""

from django.urls import path

from tinhso.surfaces.desk import views

app_name = "desk"
urlpatterns = [path("can-bo/", views.home, name="home")]
