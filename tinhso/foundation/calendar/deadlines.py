"""The terms the one-stop rules set for intake, with their sources. Each counts in working time."""

from tinhso.foundation.calendar.rules import Term

SUPPLEMENT_NOTICE_ONLINE = Term(
    8, "hour", source="Cổng Dịch vụ công quốc gia, trang thủ tục 2.000424 và 2.001263 (đọc tháng 6–7/2026)"
)
"""To tell an online applicant, once and in full, what is missing or wrong: from receipt by the system."""

SUPPLEMENT_NOTICE_PAPER = Term(
    1, "working_day", source="Cổng Dịch vụ công quốc gia, các trang thủ tục (đọc tháng 6–7/2026)"
)
"""The same for a dossier on paper or by post, on form 02."""

APPRAISAL_RETURN = Term(3, "working_day", source="Nghị định số 61/2018/NĐ-CP, Điều 19 khoản 4", assumed=True)
"""To give back a dossier found wanting at appraisal, from its reception; the full term then starts anew.

Assumed, because whether Decree 118/2025/NĐ-CP kept the rule is not confirmed.
"""
