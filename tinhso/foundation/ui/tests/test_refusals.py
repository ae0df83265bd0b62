"""Refusals and outages get their status, their words and their form; malfunctions are not dressed up as them."""

import errno
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.db.utils import ConnectionHandler
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path
from django.views.decorators.http import require_POST

from tinhso.foundation.ui.middleware import Refusals, outage_of
from tinhso.kernel import errors
from tinhso.kernel.errors import Fault

raised: list[Exception] = []


@login_not_required
@require_POST
def forms_only(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@login_not_required
def refusing(request: HttpRequest) -> HttpResponse:
    raise raised[-1]


urlpatterns = [
    path("try/", refusing),
    path("api/v1/try", refusing),
    path("forms/", forms_only),
    path("", include("tinhso.foundation.ui.urls")),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

ALL = [
    (errors.Refusal("Chưa làm được"), 400),
    (errors.NotSignedIn(), 401),
    (errors.NotAllowed("Hồ sơ này thuộc cơ quan khác"), 403),
    (errors.NotFound(), 404),
    (Http404(), 404),
    (errors.Conflict("Hồ sơ đã được rút"), 409),
    (errors.Stale("Bà Hoa vừa cập nhật lúc 14:30", next_step="Xin tải lại trang"), 412),
    (errors.Invalid(faults=[Fault("name", "Nhập họ và tên")]), 422),
    (errors.TooMany("Sai mã 5 lần", retry_after=300), 429),
    (errors.Unavailable(retry_after=45), 503),
    (OSError(errno.ENOSPC, "No space left on device"), 503),
]


@pytest.mark.parametrize(("exception", "status"), ALL, ids=lambda value: type(value).__name__)
def test_a_person_gets_a_page_and_a_program_a_problem(
    client: Client, exception: Exception, status: int
) -> None:
    raised.append(exception)
    page = client.get("/try/")
    assert page.status_code == status
    assert page["Content-Type"].startswith("text/html")
    for program in (client.get("/api/v1/try"), client.get("/try/", headers={"accept": "application/json"})):
        assert program.status_code == status
        assert program["Content-Type"] == "application/problem+json"
        assert program.json()["status"] == status
        assert program["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("exception", "seconds"), [(ALL[8][0], "300"), (ALL[9][0], "45"), (ALL[10][0], "120")]
)
def test_who_must_wait_is_told_how_long(client: Client, exception: Exception, seconds: str) -> None:
    raised.append(exception)
    assert client.get("/try/")["Retry-After"] == seconds
    assert client.get("/api/v1/try")["Retry-After"] == seconds


def test_the_page_says_what_happened_and_what_to_do(client: Client) -> None:
    raised.append(ALL[6][0])
    page = client.get("/try/").content.decode()
    assert "Bà Hoa vừa cập nhật lúc 14:30" in page
    assert "Xin tải lại trang" in page
    raised.append(ALL[7][0])
    assert "Nhập họ và tên" in client.get("/try/").content.decode()


def test_words_of_a_refusal_are_never_markup(client: Client) -> None:
    raised.append(errors.Conflict("<script>alert(1)</script>"))
    assert "<script>alert" not in client.get("/try/").content.decode()


def test_signing_in_leads_back_here(client: Client) -> None:
    raised.append(errors.NotSignedIn())
    assert "next=%2Ftry%2F%3Fa%3D1" in client.get("/try/?a=1").content.decode()


def test_htmx_gets_a_part_of_a_page(client: Client) -> None:
    raised.append(errors.Conflict("Hồ sơ đã được rút"))
    part = client.get("/try/", headers={"hx-request": "true"})
    assert part.status_code == 409
    assert "<html" not in part.content.decode()
    assert "Hồ sơ đã được rút" in part.content.decode()


def database(folder: Path) -> Any:
    options = {"timeout": 0, "transaction_mode": "IMMEDIATE"}
    named = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(folder / "small.sqlite3"),
        "OPTIONS": options,
    }
    return ConnectionHandler({"default": named})["default"]


def failure(connection: Any, *statements: str) -> Exception:
    with pytest.raises(OperationalError) as caught, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return caught.value


def test_a_full_database_is_an_outage(tmp_path: Path) -> None:
    connection = database(tmp_path)
    full = failure(
        connection,
        "CREATE TABLE t (x BLOB)",
        "PRAGMA max_page_count = 4",
        "INSERT INTO t VALUES (randomblob(100000))",
    )
    connection.close()
    outage = outage_of(full)
    assert outage is not None
    assert outage.retry_after == 120


def test_a_locked_database_is_an_outage(tmp_path: Path) -> None:
    first, second = database(tmp_path), database(tmp_path)
    with first.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        locked = failure(second, "BEGIN IMMEDIATE")
        cursor.execute("ROLLBACK")
    first.close()
    second.close()
    outage = outage_of(locked)
    assert outage is not None
    assert outage.retry_after == 10


def test_a_mistake_of_ours_is_no_outage(tmp_path: Path) -> None:
    connection = database(tmp_path)
    mistake = failure(connection, "SELECT * FROM nowhere")
    connection.close()
    assert outage_of(mistake) is None
    assert outage_of(FileNotFoundError(errno.ENOENT, "no such file")) is None
    assert outage_of(ValueError()) is None
    answered = Refusals(lambda request: HttpResponse()).process_exception(RequestFactory().get("/"), mistake)
    assert answered is None


def test_a_lost_connection_is_an_outage() -> None:
    psycopg = pytest.importorskip("psycopg")
    for driver, wait in (
        (psycopg.errors.DiskFull(), 120),
        (psycopg.errors.AdminShutdown(), 10),
        (psycopg.errors.SerializationFailure(), 10),
        (psycopg.OperationalError("server closed the connection unexpectedly"), 15),
    ):
        wrapped = OperationalError(str(driver))
        wrapped.__cause__ = driver
        outage = outage_of(wrapped)
        assert outage is not None
        assert outage.retry_after == wait
    assert outage_of(InterfaceError("connection already closed")) is not None


def test_an_outage_under_another_error_is_still_one() -> None:
    wrapper = RuntimeError("could not keep the file")
    wrapper.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert outage_of(wrapper) is not None


def test_a_method_that_an_address_does_not_take_is_a_refusal_like_any_other(client: Client) -> None:
    page = client.get("/forms/")
    assert page.status_code == 405
    assert page["Allow"] == "POST"
    assert "Không mở được địa chỉ này" in page.content.decode()
    program = client.get("/forms/", headers={"accept": "application/json"})
    assert program.json()["type"] == "urn:tinhso:problem:wrong-method"
