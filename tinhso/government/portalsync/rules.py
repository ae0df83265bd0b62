"""What is agreed with the national portal, as packs write it, and how codes and statuses are read. No database here."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field

from tinhso.foundation.conditions.shapes import Shape

SOURCE = "national"
SIMULATOR = "simulator"
"""Stands for the address of the portal where the one in this house stands in for it."""
UNKNOWN = 0
"""Stands for the status of a dossier that the portal says it does not have."""
_CODE = re.compile(r"(\d\.\d{6})(?:\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})?")


class FilingNames(Shape):
    """What the parts of a filing are called on the wire."""

    code: str = "MaHoSo"
    procedure: str = "MaTTHC"
    agency: str = "MaCoQuanThucHien"
    filed_at: str = "NgayNop"
    name: str = "ChuHoSo"
    national_id: str = "SoDinhDanh"
    birth_date: str = "NgaySinh"
    phone: str = "SoDienThoai"
    email: str = "Email"
    address: str = "DiaChi"
    precheck: str = "TruongHop"
    answers: str = "DuLieuToKhai"
    papers: str = "TaiLieuNop"
    paper: str = "MaThanhPhanHoSo"
    file_name: str = "TenTepDinhKem"
    content: str = "NoiDungTep"
    hash: str = "MaBamSHA256"
    request_id: str = "SoBienNhan"
    answer_due_at: str = "HanPhanHoi"


class ChangeNames(Shape):
    """What the parts are called of what follows a filing: it is taken back, or completed. Papers are as in a filing."""

    code: str = "MaHoSo"
    asked_at: str = "NgayYeuCau"
    words: str = "NoiDung"
    number: str = "HoSoBoSungId"
    """Of the request to complete it that is answered."""
    status: str = "TrangThaiHoSo"
    """In our answer: where the dossier stands now."""


class DossierNames(Shape):
    """What the parts of a dossier are called in the messages about it."""

    code: str = "MaHoSo"
    request_id: str = "SoBienNhan"
    outside_code: str = "MaHoSoCong"
    version: str = "PhienBan"
    status: str = "TrangThaiHoSo"
    procedure: str = "MaTTHC"
    procedure_name: str = "TenTTHC"
    field: str = "TenLinhVuc"
    owner: str = "ChuHoSo"
    phone: str = "SoDienThoai"
    email: str = "Email"
    agency: str = "DonViXuLy"
    submitted_at: str = "NgayNop"
    received_at: str = "NgayTiepNhan"
    due_at: str = "NgayHenTra"
    delivered_at: str = "NgayTra"
    issued_at: str = "NgayKetThucXuLy"
    supplements: str = "DanhSachHoSoBoSung"
    supplement_number: str = "HoSoBoSungId"
    supplement_words: str = "NoiDungBoSung"
    supplement_at: str = "NgayBoSung"
    supplement_answered_at: str = "NgayTiepNhanBoSung"
    results: str = "DanhSachGiayToKetQua"
    result: str = "TenGiayTo"


class StepNames(Shape):
    """What the parts of a step are called in the messages about it."""

    official: str = "NguoiXuLy"
    post: str = "ChucDanh"
    at: str = "ThoiDiemXuLy"
    agency: str = "PhongBanXuLy"
    title: str = "NoiDungXuLy"
    status: str = "TrangThai"
    due_at: str = "NgayKetThucTheoQuyDinh"


class Services(Shape):
    """What the services are called."""

    sign_in: str = "LayPhien"
    dossier: str = "DongBoHoSoMC"
    step: str = "CapNhatTienDoHoSoMC"
    ask: str = "TraCuuHoSo"


class Envelope(Shape):
    """What every message and every answer is wrapped in."""

    service: str = "service"
    session: str = "session"
    user: str = "username"
    password: str = "password"  # noqa: S105 - the name of a field
    data: str = "data"
    error: str = "error_code"
    message: str = "message"


class Portal(Shape):
    """The national portal: where it is, and the names of everything said to it and by it."""

    title: str
    address: str = Field(pattern=r"^https://")
    """Where citizens find it."""
    file_at: str = Field("", pattern=r"^(https://.*)?$")
    """Where citizens file; `{procedure}` stands for the procedure's code. Empty: they look for it at `address`."""
    proven: bool = True
    """Whether who files there has been proven to be who they say (since 20 July 2026 it is entered with e-ID only)."""
    envelope: Envelope = Envelope()
    services: Services = Services()
    filing: FilingNames = FilingNames()
    change: ChangeNames = ChangeNames()
    dossier: DossierNames = DossierNames()
    step: StepNames = StepNames()


class FilingMode(Shape):
    """How a province takes filings from citizens, and of which dossiers it tells the portal."""

    online: Literal["standalone", "national"] = "standalone"
    """`national`: citizens file online at the national portal only; counters take filings either way."""
    tell: Literal["own", "all"] = "own"
    """`own`: of dossiers that were filed there; `all`: of every dossier."""


def national_code(localised: str) -> str:
    """`2.000815` of `2.000815.000.00.00.H55`, the code a province gives a procedure; empty when it is neither."""
    found = _CODE.fullmatch(localised.strip())
    return found[1] if found else ""
