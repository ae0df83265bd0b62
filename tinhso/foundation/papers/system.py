"""The manifest, and the papers every province hands out."""

from tinhso.foundation.papers import shapes
from tinhso.foundation.papers.rules import Paper, papers
from tinhso.kernel.systems import System, systems

systems.register(System("papers", "Giấy tờ", "Lập giấy tờ, kết quả theo thể thức văn bản, định dạng PDF/A."))

for paper in (
    Paper("receipt", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", shapes.Receipt, "receipt.typ"),
    Paper("supplement", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", shapes.Supplement, "supplement.typ"),
    Paper("refusal", "Phiếu từ chối tiếp nhận giải quyết hồ sơ", shapes.Refusal, "refusal.typ"),
    Paper(
        "control-slip", "Phiếu kiểm soát quá trình giải quyết hồ sơ", shapes.ControlSlip, "control_slip.typ"
    ),
    Paper(
        "apology", "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết", shapes.Apology, "apology.typ"
    ),
    Paper("stop-notice", "Thông báo dừng giải quyết hồ sơ", shapes.StopNotice, "stop_notice.typ"),
    Paper("register", "Sổ theo dõi hồ sơ", shapes.Register, "register.typ"),
    Paper("birth-certificate", "Giấy khai sinh", shapes.BirthCertificate, "birth_certificate.typ"),
    Paper(
        "household-business",
        "Giấy chứng nhận đăng ký hộ kinh doanh",
        shapes.HouseholdBusiness,
        "household_business.typ",
    ),
    Paper("decision", "Quyết định", shapes.Decision, "decision.typ"),
    Paper("document", "Văn bản hành chính", shapes.AdministrativeDocument, "document.typ"),
    Paper("outgoing-register", "Sổ đăng ký văn bản đi", shapes.OutgoingRegister, "outgoing_register.typ"),
    Paper("table", "Danh sách, biên bản kèm danh sách", shapes.Table, "table.typ"),
    Paper("incoming-register", "Sổ đăng ký văn bản đến", shapes.IncomingRegister, "incoming_register.typ"),
    Paper(
        "follow-up-register",
        "Sổ theo dõi giải quyết văn bản đến",
        shapes.FollowUpRegister,
        "follow_up_register.typ",
    ),
    Paper("handling-slip", "Phiếu giải quyết văn bản đến", shapes.HandlingSlip, "handling_slip.typ"),
    Paper("arrival-stamp", "Dấu ĐẾN", shapes.ArrivalStamp, "arrival_stamp.typ"),
    Paper("copy-on-paper", "Bản sao giấy", shapes.CopyOnPaper, "copy_on_paper.typ"),
    Paper("confirmation", "Giấy xác nhận", shapes.Confirmation, "confirmation.typ"),
):
    papers.register(paper)
