"""Addresses of the UI kit."""

from django.urls import path

from tinhso.foundation.ui import views

app_name = "ui"
urlpatterns = [
    path("ui/", views.gallery, name="gallery"),
    path("ui/desk/", views.gallery, {"door": "desk"}, name="gallery_desk"),
    path("ui/province.css", views.province_css, name="province_css"),
    path("ui/language/", views.set_language, name="set_language"),
    path("ui/theme/", views.set_theme, name="set_theme"),
]
