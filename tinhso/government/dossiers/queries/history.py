"""The history of a dossier: acts of the ledger, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel import clock
from tinhso.kernel.ledger.models import Act

_TITLES = {
    "dossiers.start_draft": gettext_lazy("Bắt đầu khai hồ sơ"),
    "dossiers.save_answers": gettext_lazy("Lưu bản nháp"),
    "dossiers.attach": gettext_lazy("Đính kèm giấy tờ"),
    "dossiers.detach": gettext_lazy("Bỏ giấy tờ đính kèm"),
    "dossiers.submit": gettext_lazy("Nộp hồ sơ"),
    "dossiers.divide": gettext_lazy("Chuyển giải quyết liên thông"),
    "dossiers.conclude": gettext_lazy("Hoàn thành liên thông"),
    "dossiers.lapse": gettext_lazy("Kết thúc liên thông, không có kết quả"),
    "dossiers.request_supplement": gettext_lazy("Yêu cầu bổ sung, hoàn thiện"),
    "dossiers.answer_supplement": gettext_lazy("Nộp bổ sung"),
    "dossiers.look_up_again": gettext_lazy("Đề nghị tra cứu lại"),
    "dossiers.accept_declared": gettext_lazy("Chấp nhận nội dung đã khai khác với dữ liệu tra cứu"),
    "partners.looked_up": gettext_lazy("Tra cứu dữ liệu thay giấy tờ"),
    "dossiers.reuse_paper": gettext_lazy("Dùng lại giấy tờ đã có"),
    "dossiers.refuse": gettext_lazy("Từ chối tiếp nhận"),
    "dossiers.receive": gettext_lazy("Tiếp nhận hồ sơ"),
    "dossiers.pass_on": gettext_lazy("Chuyển hồ sơ đến cơ quan giải quyết"),
    "dossiers.begin": gettext_lazy("Bắt đầu giải quyết"),
    "dossiers.take": gettext_lazy("Nhận việc"),
    "dossiers.assign": gettext_lazy("Phân công xử lý"),
    "dossiers.move_on": gettext_lazy("Chuyển bước xử lý"),
    "dossiers.silent_consent": gettext_lazy("Không trả lời trong thời hạn: theo quy định là đồng ý"),
    "dossiers.pause": gettext_lazy("Tạm dừng tính hạn"),
    "dossiers.resume": gettext_lazy("Giải quyết tiếp"),
    "dossiers.recount": gettext_lazy("Tính lại hạn vì lịch làm việc thay đổi"),
    "dossiers.draft_result": gettext_lazy("Soạn dự thảo kết quả"),
    "dossiers.approve_result": gettext_lazy("Lãnh đạo duyệt ký kết quả"),
    "dossiers.number_result": gettext_lazy("Cấp số kết quả"),
    "dossiers.issue": gettext_lazy("Ban hành kết quả"),
    "dossiers.deliver": gettext_lazy("Trả kết quả"),
    "dossiers.archive": gettext_lazy("Lưu trữ hồ sơ"),
    "dossiers.withdraw": gettext_lazy("Rút hồ sơ"),
    "dossiers.stop": gettext_lazy("Dừng giải quyết theo đề nghị"),
    "dossiers.warn": gettext_lazy("Nhắc sắp đến hạn trả"),
    "dossiers.step_late": gettext_lazy("Báo bước xử lý trễ hạn"),
    "dossiers.step_escalated": gettext_lazy("Báo lãnh đạo bước xử lý còn trễ"),
    "dossiers.apologise": gettext_lazy("Xin lỗi và hẹn lại ngày trả"),
    "dossiers.hold": gettext_lazy("Giữ lại, chưa xóa khi hết thời hạn lưu trữ"),
    "dossiers.release": gettext_lazy("Thôi giữ lại"),
    "dossiers.erase": gettext_lazy("Xóa nội dung khi hết thời hạn lưu trữ"),
    "dossiers.add_scan": gettext_lazy("Nhận bản quét giấy tờ"),
    "dossiers.sign_scans": gettext_lazy("Ký số bản quét giấy tờ"),
    "dossiers.scan_settled": gettext_lazy("Xong việc ký số một bản quét"),
    "dossiers.take_back_scan": gettext_lazy("Thu hồi bản quét giấy tờ"),
    "dossiers.keep_original": gettext_lazy("Nhận giữ bản chính"),
    "dossiers.send_original": gettext_lazy("Chuyển bản chính"),
    "dossiers.take_original": gettext_lazy("Nhận bản chính chuyển đến"),
    "dossiers.give_back_original": gettext_lazy("Trả lại bản chính cho người nộp"),
    "dossiers.paid": gettext_lazy("Đã nộp phí, lệ phí"),
    "dossiers.waive_fee": gettext_lazy("Miễn phí, lệ phí"),
    "dossiers.rate": gettext_lazy("Đánh giá việc giải quyết"),
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
    at = clock.local(act.at)
    return Line(
        title=str(_TITLES.get(act.verb, act.verb)),
        at=act.at,
        clock=_("%(clock)s ngày %(day)s") % {"clock": f"{at:%H:%M}", "day": f"{at:%d/%m/%Y}"},
        act=act,
    )
