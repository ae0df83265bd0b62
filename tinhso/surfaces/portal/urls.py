"""Addresses of the portal. A procedure's own page lies below the catalogue and belongs to whoever takes filings."""

from django.urls import path

from tinhso.surfaces.portal.views import finding, home, machines, pages

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("tim/", finding.search, name="search"),
    path("thu-tuc/", finding.catalogue, name="catalogue"),
    path("thu-tuc/danh-sach.csv", finding.export, name="export"),
    path("su-kien/<slug:code>/", finding.life_event, name="life_event"),
    path("gioi-thieu/", pages.about, name="about"),
    path("tro-nang/", pages.accessibility, name="accessibility"),
    path("rieng-tu/", pages.privacy, name="privacy"),
    path("robots.txt", machines.robots, name="robots"),
    path("manifest.webmanifest", machines.manifest, name="manifest"),
    path(".well-known/security.txt", machines.security, name="security"),
]
