"""The register of certificates: found, narrowed, taken along, ended with a reason; warnings reach those concerned."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.tests.factories import appointed
from tinhso.foundation.signing import demo
from tinhso.foundation.signing.enrolling import warn_of_ends
from tinhso.foundation.signing.models import Certificate, RevocationList
from tinhso.foundation.signing.queries import certificate_of
from tinhso.foundation.signing.tests.factories import AGENCY, AT, office
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.ids import new_id
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.refs import Ref
from tinhso.surfaces.console.tests.factories import at_console, operator

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/chung-thu-so/"


def test_the_register_is_narrowed_by_words_kind_and_standing() -> None:
    with time_machine.travel(AT, tick=False):
        made, client = office(lifetime=timedelta(days=20)), at_console()
        everything = client.get(LIST).content.decode()
        assert all(name in everything for name in ("Lê Văn Ví Dụ", "Cấp dấu thời gian"))
        ending = client.get(f"{LIST}?state=ending").content.decode()
        assert "Lê Văn Ví Dụ" in ending
        assert f"{LIST}{Certificate.objects.get(kind='timestamp').pk}/" not in ending
        person = client.get(f"{LIST}?kind=person&q=ví dụ").content.decode()
        assert f"{LIST}{made.leader.pk}/" in person
        assert f"{LIST}{made.agency.pk}/" not in person
        assert "Không có chứng thư số nào như vậy" in client.get(f"{LIST}?q=zzz").content.decode()
        assert "Lê Văn Ví Dụ" in client.get(f"{LIST}danh-sach.csv?kind=person").content.decode()
        assert client.get(f"{LIST}?state=drop&kind=table").status_code == 200


def test_ending_one_needs_a_reason_and_is_seen_by_whoever_judges() -> None:
    with time_machine.travel(AT, tick=False):
        made, (client, admin) = office(), operator()
        lists = RevocationList.objects.count()
        page = f"{LIST}{made.agency.pk}/ngung/"
        assert client.get(page).status_code == 200
        assert client.post(page, {"reason": ""}).status_code == 422
        assert client.post(page, {"reason": "Mất thiết bị"}).headers["Location"] == f"{LIST}{made.agency.pk}/"
        assert client.post(page, {"reason": "Lần nữa"}).status_code == 409
        assert certificate_of(holder=AGENCY, at=AT) is None
        assert RevocationList.objects.count() == lists + 1
        shown = client.get(f"{LIST}{made.agency.pk}/").content.decode()
        assert "Mất thiết bị" in shown
        assert admin.name in shown
        assert client.get(f"{LIST}?state=revoked").content.decode().count("Ngừng dùng") >= 1


def test_who_may_see_and_who_may_end() -> None:
    with time_machine.travel(AT, tick=False):
        made, auditor = office(), at_console("auditor")
        assert auditor.get(LIST).status_code == 200
        assert auditor.get(f"{LIST}{made.leader.pk}/ngung/").status_code == 403
        for role in ("leader", "records"):
            assert at_console(role).get(LIST).status_code == 403
        assert at_console().get(f"{LIST}{new_id()}/").status_code == 404


def test_the_roots_say_what_they_are_trusted_for() -> None:
    with time_machine.travel(AT, tick=False):
        office()
        shown = at_console().get(f"{LIST}tin-cay/").content.decode()
        assert "chuyên dùng công vụ" in shown
        assert "còn đến" in shown
        RevocationList.objects.all().delete()
        assert "thiếu: chưa kết luận được" in at_console().get(f"{LIST}tin-cay/").content.decode()


@pytest.mark.parametrize(("days", "told"), [(30, True), (7, True), (29, False)])
def test_holder_clerks_and_administrators_are_told_thirty_and_seven_days_before(
    days: int, told: bool
) -> None:
    with time_machine.travel(AT, tick=False):
        post, admin, stranger = appointed("records"), appointed("admin"), appointed("records")
        for number, account in enumerate((post.account, admin.account, stranger.account)):
            Account.objects.filter(id=account.id).update(email=f"can-bo-{number}@vidu.vn")
        demo.ensure(at=AT)
        demo.issue(
            kind=Certificate.Kind.ORGANISATION, holder=Ref("units.agency", post.agency_id), name="UBND xã Ví Dụ",
            at=AT, lifetime=timedelta(days=days),
        )  # fmt: skip
        assert warn_of_ends(at=AT) == int(told)
        Delivery.objects.exclude(handler="signing.mail_of_end").delete()
        work_off()
        reached = {address for letter in mail.outbox for address in letter.to}
        assert reached == ({"can-bo-0@vidu.vn", "can-bo-1@vidu.vn"} if told else set())
        assert Act.objects.filter(verb="signing.ends_soon").exists() is told
