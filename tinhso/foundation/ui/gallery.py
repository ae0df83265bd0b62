"""What the gallery page shows: invented examples for every component."""

from datetime import UTC, datetime
from typing import Any

from django.core.paginator import Paginator

from tinhso.kernel.errors import Fault

AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
DOSSIERS = (
    (
        "T-0001",
        "Nguyễn Thị Mỹ Duyên",
        "Đăng ký khai sinh",
        "late",
        datetime(2026, 11, 20, 10, 0, tzinfo=UTC),
        "bad",
        "Quá hạn",
    ),
    (
        "T-0002",
        "Thạch Sô Phia",
        "Đăng ký thành lập hộ kinh doanh",
        "today",
        datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
        "wait",
        "Chờ ký",
    ),
    (
        "T-0003",
        "Trần Quốc Bửu",
        "Cấp bản sao trích lục hộ tịch",
        "",
        datetime(2026, 11, 25, 10, 0, tzinfo=UTC),
        "good",
        "Đúng hạn",
    ),
    (
        "T-0004",
        "Lê Hữu Phước",
        "Xác nhận tình trạng hôn nhân",
        "paused",
        datetime(2026, 11, 27, 10, 0, tzinfo=UTC),
        "info",
        "Tạm dừng",
    ),
)


def context(door: str) -> dict[str, Any]:
    """Everything `ui/gallery.html` draws, in the frame of `portal` or `desk`."""
    return {
        "frame": f"ui/{door}.html",
        "door": door,
        "at": AT,
        "dossiers": DOSSIERS,
        "page": Paginator(range(248), 20).page(6),
        "trail": [("Trang đầu", "/"), ("Thủ tục", "/")],
        "series": [91.2, 92.8, 90.4, 94.1, 95.0, 96.3, 95.8, 97.1, 96.6, 98.2, 97.9, 98.6],
        "rows": [
            ("Hộ tịch", 1204),
            ("Hộ kinh doanh", 587),
            ("Đất đai", 431),
            ("Bảo trợ xã hội", 212),
            ("Xây dựng nhà ở riêng lẻ", 96),
        ],
        "faults": [
            Fault("g_name", "Nhập họ và tên như trong giấy khai sinh"),
            Fault("g_born", "Ngày sinh phải trước hôm nay"),
        ],
        "yes_no": [("yes", "Có"), ("no", "Không")],
        "relations": [
            {"value": "self", "label": "Cho chính tôi"},
            {
                "value": "child",
                "label": "Cho con tôi",
                "hint": "Con dưới 14 tuổi, tôi là cha, mẹ hoặc người giám hộ",
            },
            {
                "value": "org",
                "label": "Cho doanh nghiệp",
                "disabled": True,
                "hint": "Cần văn bản ủy quyền còn hiệu lực",
            },
        ],
        "communes": [
            ("", "Chọn xã, phường"),
            ("cang-long", "Xã Càng Long"),
            ("long-chau", "Phường Long Châu"),
        ],
        "trace": [
            "Tiếp nhận 08:10, thứ Sáu 20/11/2026",
            "Thời hạn 3 ngày làm việc, tính từ ngày làm việc kế tiếp",
            "21–22/11/2026 là ngày nghỉ cuối tuần",
            "Hạn trả 17:00, thứ Tư 25/11/2026",
        ],
        "files": [
            {"name": "giay-chung-sinh.pdf", "size": 1_480_000, "error": ""},
            {
                "name": "anh-the.heic",
                "size": 6_900_000,
                "error": "Không nhận tệp .heic. Xin chụp lại và lưu dạng JPG hoặc PNG.",
            },
        ],
    }
