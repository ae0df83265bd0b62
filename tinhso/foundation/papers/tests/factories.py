"""Invented data for each paper. No person or number here is real."""

from datetime import UTC, datetime
from typing import Any

AT = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)

SHEET: dict[str, Any] = {
    "issuer": {"parent": "UBND tỉnh Vĩnh Long", "name": "Ủy ban nhân dân xã Càng Long"},
    "place": "Càng Long",
    "issued_on": "2026-11-21",
    "code": "H61.101-261121-0007",
    "verify_url": "http://localhost:8000/tra-cuu/H61.101-261121-0007",
    "demo": True,
}
NUMBERED = SHEET | {
    "unit": "Trung tâm Phục vụ hành chính công xã Càng Long",
    "circular": "Thông tư số 03/2025/TT-VPCP",
}
FORM = NUMBERED | {
    "applicant": {
        "name": "Nguyễn Thị Mẫu",
        "personal_number": "000000000000",
        "address": "Ấp Mẫu, xã Càng Long, tỉnh Vĩnh Long",
        "phone": "0900000000",
        "email": "",
    },
    "procedure": "Đăng ký khai sinh",
}
CONTACT = {"website": "http://localhost:8000/tra-cuu", "name": "Trần Văn Thử", "phone": "02703000000"}
LETTER = SHEET | {
    "number": "05/QĐ-UBND",
    "signatory": {"titles": ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"], "name": "Lê Văn Ví Dụ"},
    "recipients": ["Như Điều 3", "Lưu: VT, VHXH"],
}

DATA: dict[str, dict[str, Any]] = {
    "receipt": FORM
    | {
        "form": "01",
        "title": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        "papers": [
            {"name": "Tờ khai đăng ký khai sinh theo mẫu", "originals": 1},
            {"name": "Giấy chứng sinh (dữ liệu điện tử có ký số thay cho bản giấy)", "copies": 1},
            {"name": "Văn bản ủy quyền (nếu ủy quyền)", "originals": 0, "copies": 0},
        ],
        "time_limit": "Trong ngày làm việc; nhận sau 15 giờ thì trả kết quả ngày làm việc tiếp theo",
        "received_at": "2026-11-21T14:30:00+07:00",
        "due_at": "2026-11-23T11:30:00+07:00",
        "result_at": "Quầy trả kết quả, Trung tâm Phục vụ hành chính công xã Càng Long",
        "fee": 0,
        "receiver": "Trần Văn Thử",
        "contact": CONTACT,
    },
    "supplement": FORM
    | {
        "form": "02",
        "title": "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
        "number": "07/HDHS",
        "items": [
            {"name": "Giấy chứng sinh", "originals": 1, "note": "Bản đã nộp bị mờ, không đọc được ngày sinh"},
            {"name": "Giấy chứng nhận kết hôn của cha mẹ", "certified": 1},
        ],
        "reason": "Thông tin ngày sinh chưa khớp giữa tờ khai và giấy chứng sinh.",
        "officer": "Trần Văn Thử",
        "contact": CONTACT,
    },
    "refusal": FORM
    | {
        "form": "03",
        "title": "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
        "number": "03",
        "reasons": ["Việc khai sinh đã được đăng ký tại xã khác (dữ liệu hộ tịch điện tử)."],
        "legal_basis": ["Điều 35 Luật Hộ tịch"],
        "officer": "Trần Văn Thử",
        "contact": CONTACT,
    },
    "control-slip": FORM
    | {
        "form": "06",
        "title": "Phiếu kiểm soát quá trình giải quyết hồ sơ",
        "received_at": "2026-11-21T14:30:00+07:00",
        "due_at": "2026-11-23T11:30:00+07:00",
        "handovers": [
            {
                "giver": "Trần Văn Thử, Trung tâm Phục vụ hành chính công",
                "receiver": "Phạm Thị Hư Cấu, Phòng Văn hóa - Xã hội",
                "at": "2026-11-21T14:45:00+07:00",
                "outcome": "on_time",
            },
            {
                "giver": "Phạm Thị Hư Cấu, Phòng Văn hóa - Xã hội",
                "receiver": "Lê Văn Ví Dụ, Phó Chủ tịch",
                "at": "2026-11-22T09:10:00+07:00",
                "outcome": "early",
                "note": "Trình ký",
            },
        ],
    },
    "apology": FORM
    | {
        "form": "04",
        "title": "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
        "number": "07/PXL",
        "received_at": "2026-11-19T14:30:00+07:00",
        "due_at": "2026-11-23T17:00:00+07:00",
        "authority": "Ủy ban nhân dân xã Càng Long",
        "reason": "Chờ ý kiến phối hợp. Cơ quan được hỏi chưa trả lời về ranh giới thửa đất.",
        "extra_time": "03 ngày làm việc",
        "new_due_at": "2026-11-27T17:00:00+07:00",
        "legal_basis": "Nghị định số 61/2018/NĐ-CP, Điều 19 khoản 9",
        "signatory": LETTER["signatory"],
    },
    "stop-notice": FORM
    | {
        "form": "05",
        "title": "Thông báo dừng giải quyết hồ sơ",
        "stopped_at": "2026-11-21T14:30:00+07:00",
        "request": "Bà Mẫu đến quầy đề nghị dừng vì đăng ký ở nơi khác.",
        "stage": "Thẩm tra hồ sơ",
        "returned": ["Giấy chứng sinh (bản chính)"],
        "fees": "Không có khoản phải nộp",
        "signatory": LETTER["signatory"],
    },
    "register": NUMBERED
    | {
        "form": "07",
        "title": "Sổ theo dõi hồ sơ",
        "first_day": "2026-11-01",
        "last_day": "2026-11-30",
        "entries": [
            {
                "number": 7,
                "code": "H61.101-261121-0007",
                "procedure": "Đăng ký khai sinh",
                "applicant": "Nguyễn Thị Mẫu",
                "contact": "Ấp Mẫu, xã Càng Long, tỉnh Vĩnh Long; 0900000000",
                "authority": "Ủy ban nhân dân xã Càng Long",
                "received_at": "2026-11-21T14:30:00+07:00",
                "due_at": "2026-11-23T11:30:00+07:00",
                "sent_at": "2026-11-23T10:00:00+07:00",
                "returned_at": "2026-11-23T10:30:00+07:00",
                "way": "Tại quầy",
            },
            {
                "number": 8,
                "code": "H61.101-261121-0008",
                "procedure": "Đăng ký khai tử",
                "applicant": "Trần Văn Thử",
                "contact": "",
                "authority": "Ủy ban nhân dân xã Càng Long",
                "received_at": "2026-11-21T15:00:00+07:00",
                "note": "Chưa công bố thời hạn",
            },
        ],
    },
    "decision": LETTER
    | {
        "subject": "Về việc hỗ trợ kinh phí cho hộ gia đình có hoàn cảnh khó khăn",
        "decided_by": "Chủ tịch Ủy ban nhân dân xã Càng Long",
        "grounds": [
            "Căn cứ Luật Tổ chức chính quyền địa phương",
            "Theo đề nghị của Trưởng phòng Phòng Văn hóa - Xã hội",
        ],
        "articles": [
            "Hỗ trợ ông Nguyễn Văn Mẫu, thường trú tại Ấp Mẫu, xã Càng Long, số tiền 5.000.000 đồng.",
            "Kinh phí thực hiện từ nguồn ngân sách xã năm 2026.",
            "Chánh Văn phòng, Trưởng phòng Phòng Văn hóa - Xã hội và ông Nguyễn Văn Mẫu chịu trách nhiệm thi hành"
            " Quyết định này kể từ ngày ký.",
        ],
    },
    "confirmation": LETTER
    | {
        "number": "12/GXN-UBND",
        "title": "Giấy xác nhận",
        "subject": "Tình trạng hôn nhân",
        "opening": "Ủy ban nhân dân xã Càng Long xác nhận:",
        "lines": [
            {"label": "Họ, chữ đệm, tên", "value": "Nguyễn Thị Mẫu"},
            {"label": "Tình trạng hôn nhân", "value": "Hiện tại chưa đăng ký kết hôn với ai"},
        ],
        "paragraphs": ["Giấy này có giá trị 06 tháng kể từ ngày cấp."],
    },
    "birth-certificate": LETTER
    | {
        "number": "125/2026",
        "name": "Nguyễn Mẫu An",
        "birth_date": "2026-11-02",
        "birth_date_words": "Ngày mồng hai, tháng mười một, năm hai nghìn không trăm hai mươi sáu",
        "sex": "Nữ",
        "ethnicity": "Kinh",
        "nationality": "Việt Nam",
        "birth_place": "Trung tâm Y tế khu vực Càng Long, xã Càng Long, tỉnh Vĩnh Long",
        "hometown": "Xã Càng Long, tỉnh Vĩnh Long",
        "personal_number": "000000000001",
        "mother": {
            "name": "Nguyễn Thị Mẫu",
            "birth": "1999",
            "ethnicity": "Kinh",
            "nationality": "Việt Nam",
            "residence": "Ấp Mẫu, xã Càng Long, tỉnh Vĩnh Long",
        },
        "father": None,
        "declarant": "Nguyễn Thị Mẫu",
        "declarant_document": "Căn cước số 000000000000",
        "registered_at": "Ủy ban nhân dân xã Càng Long, tỉnh Vĩnh Long",
        "registered_on": "2026-11-21",
        "recipients": [],
    },
    "household-business": LETTER
    | {
        "number": "",
        "business_number": "000000000000",
        "first_registered_on": "2026-11-21",
        "name": "Hộ kinh doanh Bánh tét Mẫu",
        "head_office": "Số 0, Ấp Mẫu, xã Càng Long, tỉnh Vĩnh Long, Việt Nam",
        "phone": "0900000000",
        "business_lines": [
            {"name": "Sản xuất món ăn, thức ăn chế biến sẵn", "code": "1075", "main": True},
            {"name": "Bán lẻ lương thực trong các cửa hàng chuyên doanh", "code": "4721"},
        ],
        "capital": 150000000,
        "owner": {
            "name": "Nguyễn Thị Mẫu",
            "birth_date": "1999-03-05",
            "sex": "Nữ",
            "nationality": "Việt Nam",
            "personal_number": "000000000000",
            "residence": "Ấp Mẫu, xã Càng Long, tỉnh Vĩnh Long",
        },
    },
    "document": LETTER
    | {
        "number": "12/BC-UBND",
        "type_title": "Báo cáo",
        "subject": "Kết quả chuyển đổi số tháng 11 năm 2026",
        "urgency": "Khẩn",
        "addressed_to": ["Sở Mẫu tỉnh Vĩnh Long", "Sở Thử tỉnh Vĩnh Long"],
        "blocks": [
            {"kind": "ground", "runs": [{"text": "Căn cứ kế hoạch năm 2026;"}]},
            {"kind": "text", "runs": [{"text": "Ủy ban nhân dân xã "}, {"text": "báo cáo", "bold": True}]},
            {
                "kind": "table",
                "rows": [[[{"text": "Nội dung"}], [{"text": "Số"}]], [[{"text": "Hồ sơ"}], [{"text": "5"}]]],
            },
        ],
    },
    "outgoing-register": SHEET
    | {
        "title": "Sổ đăng ký văn bản đi",
        "year": 2026,
        "sequence": "Văn bản hành chính",
        "entries": [
            {
                "notation": "12/BC-UBND",
                "dated": "2026-11-21",
                "about": "Báo cáo: Kết quả chuyển đổi số tháng 11 năm 2026",
                "signer": "Lê Văn Ví Dụ",
                "receivers": "Sở Mẫu; Sở Thử",
                "keeper": "VT",
                "copies": "1",
                "sent": "2026-11-21",
            },
        ],
    },
    "incoming-register": SHEET
    | {
        "title": "Sổ đăng ký văn bản đến",
        "year": 2026,
        "entries": [
            {
                "arrived_on": "2026-11-21",
                "number": "05",
                "author": "Sở Mẫu",
                "notation": "12/SM-VP",
                "dated": "2026-11-20",
                "about": "Công văn: Báo cáo kết quả chuyển đổi số",
                "receiver": "Trần Văn Thử",
            },
        ],
    },
    "follow-up-register": SHEET
    | {
        "title": "Sổ theo dõi giải quyết văn bản đến",
        "year": 2026,
        "entries": [
            {
                "number": "05",
                "document": "12/SM-VP ngày 20/11/2026",
                "receiver": "Trần Văn Thử",
                "due": "25/11/2026",
            },
        ],
    },
    "handling-slip": SHEET
    | {
        "code": "số đến 05, ngày 21/11/2026",
        "title": "Phiếu giải quyết văn bản đến",
        "arrival": "số đến 05, ngày 21/11/2026",
        "document": "12/SM-VP ngày 20/11/2026 của Sở Mẫu về kết quả chuyển đổi số",
        "instructions": [
            {
                "who": "Lê Văn Ví Dụ",
                "text": "Giao chuyên viên tham mưu.",
                "said_on": "2026-11-21",
                "due": "2026-11-25",
            },
        ],
        "hands": ["Chủ trì: Trần Văn Thử"],
    },
    "table": SHEET
    | {
        "title": "Mục lục văn bản",
        "about": "Hồ sơ số 12.VP",
        "before": ["Tiêu đề: Hồ sơ mẫu."],
        "columns": [{"title": "STT", "width": 12}, {"title": "Trích yếu"}],
        "rows": [["1", "Báo cáo: Kết quả mẫu"], ["2", "Tờ trình: Việc thử"]],
        "signing": [{"role": "Người lập", "name": "Lê Văn Ví Dụ"}],
    },
}
