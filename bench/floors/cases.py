"""A case API with nothing to spare: Django's default middleware, a signed token, JSON checked by hand, the ORM.

A filing is one case, three statuses and one audit row in one transaction; a case is read with its statuses;
a list holds twenty of them, prefetched. Serve with `granian --interface wsgi bench.floors.cases:application`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="thin" * 12,
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"],
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": os.environ["THIN_DATABASE"],
            "OPTIONS": {"pool": {"min_size": 2, "max_size": 8}},
        }
    },
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402

KEY = b"thin"
STATES = ("received", "checking", "done")


class Case(models.Model):
    """One request."""

    objects: ClassVar[models.Manager[Case]] = models.Manager()
    code = models.TextField()
    procedure = models.IntegerField()
    applicant = models.TextField()
    payload = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    statuses: models.Manager[Status]

    class Meta:
        app_label, db_table = "thin", "thin_case"

    def __str__(self) -> str:
        return self.code


class Status(models.Model):
    """One step of a case."""

    objects: ClassVar[models.Manager[Status]] = models.Manager()
    case = models.ForeignKey(Case, models.CASCADE, related_name="statuses")
    step = models.IntegerField()
    state = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label, db_table = "thin", "thin_status"

    def __str__(self) -> str:
        return self.state


class Audit(models.Model):
    """Who did what."""

    objects: ClassVar[models.Manager[Audit]] = models.Manager()
    case_id = models.BigIntegerField()
    actor = models.TextField()
    action = models.TextField()
    detail = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label, db_table = "thin", "thin_audit"

    def __str__(self) -> str:
        return self.action


def signature(subject: str) -> str:
    return hmac.new(KEY, subject.encode(), hashlib.sha256).hexdigest()


def known(request: HttpRequest) -> bool:
    """Whether the bearer token is one of ours: `subject.signature`."""
    subject, _, given = request.headers.get("Authorization", "").removeprefix("Bearer ").rpartition(".")
    return bool(subject) and hmac.compare_digest(signature(subject), given)


def shown(case: Case, statuses: Iterable[Status]) -> dict[str, Any]:
    return {
        "id": case.pk,
        "code": case.code,
        "procedure": case.procedure,
        "applicant": case.applicant,
        "payload": case.payload,
        "created_at": case.created_at.isoformat(),
        "statuses": [{"step": one.step, "state": one.state, "at": one.at.isoformat()} for one in statuses],
    }


@csrf_exempt
def cases(request: HttpRequest) -> HttpResponse:
    """File one, or read the newest twenty."""
    if not known(request):
        return JsonResponse({"error": "token"}, status=401)
    if request.method == "POST":
        return _file(request)
    newest = Case.objects.order_by("-id").prefetch_related("statuses")[:20]
    return JsonResponse({"results": [shown(one, one.statuses.all()) for one in newest]})


def case(request: HttpRequest, number: int) -> HttpResponse:
    """One case with its statuses."""
    if not known(request):
        return JsonResponse({"error": "token"}, status=401)
    found = Case.objects.get(id=number)
    return JsonResponse(shown(found, found.statuses.all()))


def _file(request: HttpRequest) -> HttpResponse:
    asked = json.loads(request.body)
    procedure, applicant, payload = (asked.get(name) for name in ("procedure", "applicant", "payload"))
    sound = isinstance(procedure, int) and isinstance(applicant, str) and isinstance(payload, dict)
    if not sound or not applicant.strip():
        return JsonResponse({"error": "invalid"}, status=400)
    with transaction.atomic():
        made = Case.objects.create(
            code=str(uuid.uuid4()), procedure=procedure, applicant=applicant, payload=payload
        )
        statuses = Status.objects.bulk_create(
            [Status(case=made, step=step, state=state) for step, state in enumerate(STATES)]
        )
        Audit.objects.create(
            case_id=made.pk, actor="citizen", action="file", detail={"address": request.META["REMOTE_ADDR"]}
        )
    return JsonResponse(shown(made, statuses), status=201)


urlpatterns = [path("cases", cases), path("cases/<int:number>", case)]
application = get_wsgi_application()
