"""Expected refusals. Each says what is wrong, what is safe and what to do next (RFC 9457 on the wire)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one field of what was sent."""

    field: str
    reason: str


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a malfunction
    """A request the platform declines for a reason the person can act on."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "Yêu cầu không thực hiện được"

    def __init__(self, detail: str = "", *, next_step: str = "", faults: Iterable[Fault] = ()) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.next_step = next_step
        self.faults = tuple(faults)

    def problem(self) -> dict[str, Any]:
        """The body of an `application/problem+json` answer."""
        body: dict[str, Any] = {
            "type": f"urn:tinhso:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.next_step:
            body["next_step"] = self.next_step
        if self.faults:
            body["faults"] = [{"field": fault.field, "reason": fault.reason} for fault in self.faults]
        return body


class NotSignedIn(Refusal):
    status, code, title = 401, "not-signed-in", "Cần đăng nhập"


class NotAllowed(Refusal):
    status, code, title = 403, "not-allowed", "Không có quyền thực hiện việc này"


class NotFound(Refusal):
    status, code, title = 404, "not-found", "Không tìm thấy"


class WrongMethod(Refusal):
    """The address is right, what was asked of it is not."""

    status, code, title = 405, "wrong-method", "Không mở được địa chỉ này theo cách vừa dùng"


class Conflict(Refusal):
    status, code, title = 409, "conflict", "Việc này không còn làm được ở trạng thái hiện tại"


class Stale(Refusal):
    status, code, title = 412, "stale", "Hồ sơ đã được người khác cập nhật"


class Invalid(Refusal):
    status, code, title = 422, "invalid", "Thông tin chưa đúng hoặc còn thiếu"


class TooMany(Refusal):
    status, code, title = 429, "too-many", "Quá nhiều lần thử"

    def __init__(self, detail: str = "", *, retry_after: int, next_step: str = "") -> None:
        super().__init__(detail, next_step=next_step)
        self.retry_after = retry_after


class Unavailable(Refusal):
    """Nothing was accepted; the same request may succeed after `retry_after` seconds."""

    status, code, title = 503, "unavailable", "Hệ thống tạm thời chưa nhận được"

    def __init__(self, detail: str = "", *, retry_after: int = 30, next_step: str = "") -> None:
        super().__init__(detail, next_step=next_step)
        self.retry_after = retry_after
