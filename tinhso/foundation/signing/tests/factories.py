"""An invented leader and agency with demo certificates, and a paper to sign."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from tinhso.foundation.signing import demo
from tinhso.foundation.signing.models import Authority, Certificate
from tinhso.foundation.signing.rules import SignerSpec
from tinhso.kernel.refs import Ref

AT = datetime(2026, 11, 21, 7, 30, 12, tzinfo=UTC)
LEADER = Ref("access.account", UUID(int=1))
AGENCY = Ref("units.agency", UUID(int=2))


@dataclass(frozen=True)
class Office:
    """A demo authority with one leader and one agency."""

    issuer: Authority
    leader: Certificate
    agency: Certificate

    @property
    def specs(self) -> list[SignerSpec]:
        return [SignerSpec(self.leader.pk), SignerSpec(self.agency.pk)]


def office(*, at: datetime = AT, lifetime: timedelta = demo.LIFETIME, rsa_bits: int | None = None) -> Office:
    options: dict[str, Any] = {"lifetime": lifetime, "rsa_bits": rsa_bits}
    return Office(
        issuer=demo.ensure(at=at),
        leader=demo.issue(
            kind=Certificate.Kind.PERSON,
            holder=LEADER,
            name="Lê Văn Ví Dụ",
            organisation="Ủy ban nhân dân xã Càng Long",
            title="Phó Chủ tịch",
            agency=AGENCY.id,
            at=at,
            **options,
        ),
        agency=demo.issue(
            kind=Certificate.Kind.ORGANISATION,
            holder=AGENCY,
            name="Ủy ban nhân dân xã Càng Long",
            at=at,
            **options,
        ),
    )


@cache
def letter() -> bytes:
    """A one-page PDF/A with a place to sign."""
    import typst

    source = """
    #set document(title: "Giấy xác nhận")
    #set page(paper: "a4")
    #show heading: set block(above: 0pt, below: 0pt)
    Số tiền: 5.000.000 đồng.
    #v(60mm)
    #align(right, block(width: 72mm, height: 28mm, place(top + left, dy: 10pt, [
      #heading(level: 6, outlined: false)[] #label("sign/72x28")])))
    """
    made = typst.compile(
        source.encode(), format="pdf", pdf_standards="a-2b", timestamp=AT, ignore_system_fonts=True
    )
    assert isinstance(made, bytes)
    return made
