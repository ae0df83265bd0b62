"""Every address of dossiers: citizens at the root, officials under `/can-bo/`."""

from tinhso.government.dossiers.urls import citizen, desk

app_name = "dossiers"
urlpatterns = [*citizen.urlpatterns, *desk.urlpatterns]
