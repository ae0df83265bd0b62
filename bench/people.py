"""Who works in the load runs: citizens with accounts, clerks in several communes. Run inside the product.

Prints `{"citizens": [account, …], "clerks": [{"account", "commune", "agency"}, …],
"records": [{"account", "agency"}, …], "answers": {…}, "token": …, "papers": [base64, …]}`. Everyone is invented.
"""

from __future__ import annotations

import base64
import json
import secrets
from datetime import date
from io import BytesIO
from typing import Any

import django
import pikepdf

django.setup()

from django.db import transaction  # noqa: E402

from tinhso.foundation.access.actions import appoint, create_official, link_person  # noqa: E402
from tinhso.foundation.access.clients import create_client, issue_token  # noqa: E402
from tinhso.foundation.access.models import Account  # noqa: E402
from tinhso.foundation.access.queries import actor_of_account  # noqa: E402
from tinhso.foundation.access.roles import Role  # noqa: E402
from tinhso.foundation.access.signing_in import new_citizen  # noqa: E402
from tinhso.foundation.people.actions import create_person  # noqa: E402
from tinhso.foundation.people.models import Person  # noqa: E402
from tinhso.foundation.people.rules import read_mobile  # noqa: E402
from tinhso.foundation.signing import demo  # noqa: E402
from tinhso.foundation.signing.models import Certificate  # noqa: E402
from tinhso.foundation.units.models import AgencyKind, AgencyVersion  # noqa: E402
from tinhso.foundation.units.queries import agencies  # noqa: E402
from tinhso.kernel import clock, sealing  # noqa: E402
from tinhso.kernel.actors import SYSTEM, Actor  # noqa: E402
from tinhso.kernel.refs import Ref  # noqa: E402

CITIZENS, CLERKS = 24, 8
PROVINCE = "86"


def main() -> None:
    centres = agencies(on=clock.today(), kind=AgencyKind.COMMUNE_CENTRE)[:CLERKS]
    with transaction.atomic():
        citizens = [_citizen(number) for number in range(CITIZENS)]
        clerks = [
            {
                "account": _official(f"thu-tai-{number}", one, Role.CLERK),
                "commune": one.unit_code,
                "agency": one.identifier,
            }
            for number, one in enumerate(centres)
        ]
    token = _national_portal()
    committees = agencies(on=clock.today(), kind=AgencyKind.COMMUNE)[:CLERKS]
    with transaction.atomic():
        records = [
            {"account": _official(f"so-{number}", one, Role.RECORDS), "agency": str(one.agency_id)}
            for number, one in enumerate(committees)
        ]
        for one in committees:
            demo.issue(
                kind=Certificate.Kind.ORGANISATION, holder=Ref("units.agency", one.agency_id), name=one.name,
                at=clock.now(),
            )  # fmt: skip
    told = {
        "citizens": citizens, "clerks": clerks, "records": records, "answers": answers(), "token": token,
        "papers": _papers(),
    }  # fmt: skip
    print(json.dumps(told))


def answers(commune: str = "COMMUNE") -> dict[str, Any]:
    """An ordinary birth registration."""
    address = {"province": PROVINCE, "commune": commune, "detail": "Ấp 3"}
    mother = {"name": "Nguyễn Thị Hạnh", "birth_date": "1998-03-12", "personal_number": "084198001234"}
    return {
        **{f"requester.{name}": value for name, value in mother.items()},
        "requester.relation": "mother",
        "requester.phone": "0509000001",
        "requester.address": address,
        "registration.kind": "new",
        "birth.kind": "both_parents",
        "child.name": "Trần Gia Bảo",
        "child.birth_date": f"{clock.today().replace(day=1)}",
        "child.sex": "male",
        "child.ethnicity": "01",
        "child.nationality": "VN",
        "birth.at_facility": True,
        "child.birth_facility": "Trung tâm Y tế khu vực",
        "child.birth_place": address,
        "child.hometown": address,
        **{f"mother.{name}": value for name, value in mother.items()},
        "mother.ethnicity": "01",
        "mother.nationality": "VN",
        "mother.deceased": False,
        "mother.address": address,
        "father.name": "Trần Văn Nam",
        "father.birth_date": "1995",
        "father.ethnicity": "01",
        "father.nationality": "VN",
        "father.deceased": False,
        "father.address": address,
        "marriage.registered": False,
        "copies.wanted": False,
        "delivery.method": "electronic",
        "pledge.truthful": True,
    }


def new_citizen_actor(number: int) -> Actor:
    """A citizen as actions know one."""
    account = Account.objects.get(id=_citizen(number, series="05092"))
    return actor_of_account(account, at=clock.now())


def _citizen(number: int, *, series: str = "05091") -> str:
    at, phone = clock.now(), f"{series}{number:05}"
    account = new_citizen(number=read_mobile(phone), key=sealing.new_key("access.phone"), at=at)
    account.is_demo = True
    account.save(force_insert=True)
    person = create_person(
        actor=SYSTEM, at=at, name="Người Dân Thử Tải", phone=phone, assurance=Person.Assurance.CHECKED
    )
    link_person(account=account, person=person, at=at)
    return str(account.id)


def _national_portal() -> str:
    """A token of the machine that brings what was filed at the national portal."""
    at, name = clock.now(), "cong-quoc-gia"
    scopes = ["portalsync.send", "dossiers.file_for"]
    _, secret = create_client(actor=SYSTEM, at=at, client_id=name, name="Cổng thử tải", scopes=scopes)
    return issue_token(client_id=name, secret=secret, address="", at=at).token


def _papers() -> list[str]:
    """Two PDFs of about 50 KB."""
    found = []
    for _ in range(2):
        held = BytesIO()
        with pikepdf.new() as made:
            page = made.add_blank_page()
            page.Contents = made.make_stream(f"BT ({secrets.token_hex(25_000)}) Tj ET".encode())
            made.save(held, compress_streams=False)
        found.append(base64.b64encode(held.getvalue()).decode())
    return found


def _official(name: str, agency: AgencyVersion, role: Role) -> str:
    at = clock.now()
    account = create_official(actor=SYSTEM, at=at, username=name, name="Cán Bộ Thử Tải")
    appoint(
        actor=SYSTEM, at=at, account=account.id, agency=agency.agency_id, role=role, title=str(role.label),
        valid_from=date(2025, 7, 1),
    )  # fmt: skip
    Account.objects.filter(id=account.id).update(is_demo=True)
    return str(account.id)


if __name__ == "__main__":
    main()
