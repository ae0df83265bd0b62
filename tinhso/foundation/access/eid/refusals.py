"""Why nobody was signed in. Each says what happened, what is safe and which way still stands open."""

from __future__ import annotations

import structlog
from django.utils.translation import gettext as _

from tinhso.kernel.errors import Conflict, NotAllowed, Unavailable

logger = structlog.get_logger()


def unavailable() -> Unavailable:
    """The system of electronic identities does not answer."""
    return Unavailable(
        _("Hệ thống định danh điện tử chưa trả lời."),
        next_step=_("Ông/bà thử lại sau ít phút, hoặc đăng nhập bằng số điện thoại ngay bây giờ."),
        retry_after=60,
    )


def untrusted(reason: str) -> NotAllowed:
    """An answer that does not prove who it is about; `reason` names the check for whoever helps."""
    logger.warning("eid.untrusted", reason=reason)
    return NotAllowed(
        _("Câu trả lời của hệ thống định danh điện tử không kiểm tra được, nên không được dùng."),
        next_step=_(
            "Chưa có gì thay đổi. Ông/bà thử lại, hoặc đăng nhập bằng số điện thoại. "
            "Khi cần hỗ trợ, ông/bà đọc mã: %(reason)s."
        )
        % {"reason": reason},
    )


def strayed() -> NotAllowed:
    """A way back that this browser did not set out on, or set out on too long ago, or has come already."""
    return NotAllowed(
        _("Lượt đăng nhập này không bắt đầu ở trình duyệt này, đã dùng rồi, hoặc đã quá lâu."),
        next_step=_("Chưa có gì thay đổi. Ông/bà bắt đầu lại từ trang đăng nhập."),
    )


def given_up() -> NotAllowed:
    """The person turned back."""
    return NotAllowed(
        _("Ông/bà đã dừng đăng nhập bằng định danh điện tử."),
        next_step=_("Chưa có gì thay đổi. Ông/bà thử lại, hoặc đăng nhập bằng số điện thoại."),
    )


def too_low() -> NotAllowed:
    """Signed in over there, at a lower level than what is wanted here."""
    return NotAllowed(
        _("Việc này cần định danh điện tử mức 2, ông/bà vừa đăng nhập ở mức 1."),
        next_step=_("Ông/bà nâng mức định danh rồi đăng nhập lại, hoặc làm việc này tại bộ phận một cửa."),
    )


def other_name() -> Conflict:
    """The personal number is known here under another name or date of birth."""
    return Conflict(
        _("Số định danh của ông/bà đang được ghi ở đây với họ tên hoặc ngày sinh khác."),
        next_step=_(
            "Để không lẫn hồ sơ của hai người, chúng tôi chưa mở tài khoản. "
            "Ông/bà mang thẻ căn cước đến bộ phận một cửa để được đối chiếu."
        ),
    )


def other_account() -> Conflict:
    """Somebody else is signed in at this browser."""
    return Conflict(
        _("Định danh điện tử này không phải của tài khoản đang đăng nhập."),
        next_step=_("Ông/bà đăng xuất rồi đăng nhập lại bằng định danh điện tử."),
    )
