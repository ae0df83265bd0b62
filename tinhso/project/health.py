"""Whether the house stands: alive (this process answers), ready (it can accept work), and its figures."""

from __future__ import annotations

import shutil

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from tinhso.kernel import clock
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.ledger.models import Act

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
    if shutil.disk_usage(settings.VAR).free < _LEAST_FREE:
        wrong["disk"] = "full"
    return JsonResponse({"ready": not wrong, "wrong": wrong}, status=503 if wrong else 200)


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus: what is owed, what is parked, how far behind the sealer is."""
    figures = CollectorRegistry()
    for name, words, value in (
        ("due", "Deliveries due", Delivery.objects.filter(state=Delivery.State.DUE).count()),
        ("parked", "Deliveries parked", Delivery.objects.filter(state=Delivery.State.PARKED).count()),
        ("oldest_seconds", "Age of the oldest delivery due", _oldest()),
    ):
        Gauge(f"tinhso_deliveries_{name}", words, registry=figures).set(value)
    unsealed = Act.objects.filter(position=None).count()
    Gauge("tinhso_ledger_unsealed", "Acts without a position", registry=figures).set(unsealed)
    return HttpResponse(generate_latest(figures), content_type=CONTENT_TYPE_LATEST)


def _oldest() -> float:
    now = clock.now()
    due = Delivery.objects.filter(state=Delivery.State.DUE, due_at__lte=now).order_by("due_at").first()
    return (now - due.due_at).total_seconds() if due else 0.0
