"""Whether the house stands: alive (this process answers), ready (it can accept work), and its figures."""

from __future__ import annotations

import shutil
from hmac import compare_digest
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from tinhso.foundation.access.requests import address_of
from tinhso.kernel import clock
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.errors import NotFound
from tinhso.kernel.ledger.models import Act, Read

_LEAST_FREE = 64 * 1024 * 1024


@login_not_required
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Every database answers and the disk has room; 503 with what is wrong when not."""
    wrong = {}
    for alias in settings.DATABASES:
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT 1")
        except Error:
            wrong[alias] = "no answer"
    for name, folder in (("disk", settings.VAR), ("files", settings.FILES_ROOT)):
        if folder.exists() and shutil.disk_usage(folder).free < _LEAST_FREE:
            wrong[name] = "full"
    return JsonResponse({"ready": not wrong, "wrong": wrong}, status=503 if wrong else 200)


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus: what is owed, what is parked, how far behind the sealer is.

    For who brings `METRICS_TOKEN` or asks from one of `METRICS_NETWORKS`; for others there is no such page.
    """
    if not (_knows_token(request) or _from_known_network(request)):
        raise NotFound()
    figures = CollectorRegistry()
    for name, words, value in (
        ("due", "Deliveries due", Delivery.objects.filter(state=Delivery.State.DUE).count()),
        ("parked", "Deliveries parked", Delivery.objects.filter(state=Delivery.State.PARKED).count()),
        ("oldest_seconds", "Age of the oldest delivery due", _oldest()),
    ):
        Gauge(f"tinhso_deliveries_{name}", words, registry=figures).set(value)
    unsealed = sum(kind.objects.filter(position=None).count() for kind in (Act, Read))
    Gauge("tinhso_ledger_unsealed", "Acts and reads without a position", registry=figures).set(unsealed)
    return HttpResponse(generate_latest(figures), content_type=CONTENT_TYPE_LATEST)


def _knows_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    return bool(settings.METRICS_TOKEN) and compare_digest(given.encode(), wanted.encode())


def _from_known_network(request: HttpRequest) -> bool:
    try:
        asker = ip_address(address_of(request))
    except ValueError:
        return False
    return any(asker in ip_network(network) for network in settings.METRICS_NETWORKS)


def _oldest() -> float:
    now = clock.now()
    due = Delivery.objects.filter(state=Delivery.State.DUE, due_at__lte=now).order_by("due_at").first()
    return (now - due.due_at).total_seconds() if due else 0.0
