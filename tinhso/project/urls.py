"""Every address of the house."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"{app}.urls"))
    for app in [*settings.FOUNDATION, *settings.TINHSO_SYSTEMS]
    if app in settings.INSTALLED_APPS and find_spec(f"{app}.urls")
]
