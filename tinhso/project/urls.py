"""Every address of the house."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from tinhso.project import api, health

handler400 = "tinhso.foundation.ui.views.unreadable"
handler403 = "tinhso.foundation.ui.views.forbidden"
handler404 = "tinhso.foundation.ui.views.not_found"
handler500 = "tinhso.foundation.ui.views.failed"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
]
urlpatterns += [
    path("", include(f"{app}.urls"))
    for app in [*settings.FOUNDATION, *settings.TINHSO_SYSTEMS]
    if find_spec(f"{app}.urls")
]
