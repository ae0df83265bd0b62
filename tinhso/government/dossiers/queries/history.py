"""The history of a dossier: acts of the ledger, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tinhso.kernel import clock
from tinhso.kernel.ledger.models import Act

_TITLES = {
    "dossiers.start_draft": "Bắt đầu khai hồ sơ",
    "dossiers.save_answers": "Lưu bản nháp",
    "dossiers.attach": "Đính kèm giấy tờ",
    "dossiers.detach": "Bỏ giấy tờ đính kèm",
    "dossiers.submit": "Nộp hồ sơ",
    "dossiers.request_supplement": "Yêu cầu bổ sung, hoàn thiện",
    "dossiers.answer_supplement": "Nộp bổ sung",
    "dossiers.refuse": "Từ chối tiếp nhận",
    "dossiers.receive": "Tiếp nhận hồ sơ",
    "dossiers.begin": "Bắt đầu giải quyết",
    "dossiers.take": "Nhận việc",
    "dossiers.assign": "Phân công xử lý",
    "dossiers.move_on": "Chuyển bước xử lý",
    "dossiers.draft_result": "Soạn dự thảo kết quả",
    "dossiers.approve_result": "Lãnh đạo duyệt ký kết quả",
    "dossiers.number_result": "Cấp số kết quả",
    "dossiers.issue": "Ban hành kết quả",
    "dossiers.deliver": "Trả kết quả",
    "dossiers.archive": "Lưu trữ hồ sơ",
    "dossiers.withdraw": "Rút hồ sơ",
    "dossiers.stop": "Dừng giải quyết theo đề nghị",
    "dossiers.hold": "Giữ lại, chưa xóa khi hết thời hạn lưu trữ",
    "dossiers.release": "Thôi giữ lại",
    "dossiers.erase": "Xóa nội dung khi hết thời hạn lưu trữ",
    "dossiers.rate": "Đánh giá việc giải quyết",
}


@dataclass(frozen=True)
class Line:
    """One act as people read it."""

    title: str
    at: datetime
    clock: str
    act: Act


def words_for(act: Act) -> Line:
    """An act in words; an act this house has no words for shows its name."""
    return Line(
        title=_TITLES.get(act.verb, act.verb),
        at=act.at,
        clock=f"{clock.local(act.at):%H:%M ngày %d/%m/%Y}",
        act=act,
    )
