"""The simulator, where it stands in for the axis: what its agencies got from us, and what they can be made to send."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tinhso.contracts.documents import Place, Standing
from tinhso.foundation.access.requests import actor_of, permitted
from tinhso.government.axis.engine import samples
from tinhso.government.axis.engine.samples import Mishap
from tinhso.government.axis.engine.simulator import AGENCIES, simulator
from tinhso.government.axis.forms import SimulatedForm
from tinhso.government.axis.queries.simulated import edoc as one_edoc
from tinhso.government.axis.queries.simulated import held, our_places, told
from tinhso.government.axis.rules import SIMULATOR, STANDING_TITLES
from tinhso.government.axis.views import PAGE, show, to
from tinhso.kernel import clock
from tinhso.kernel.errors import NotFound

MISHAPS: dict[str, str | Promise] = {
    Mishap.NONE: gettext_lazy("Văn bản bình thường"),
    Mishap.PACKED: gettext_lazy("Tệp nén trong thông điệp"),
    Mishap.REORDERED: gettext_lazy("Thứ tự phần tử khác"),
    Mishap.BARE: gettext_lazy("Không dùng tiền tố"),
    Mishap.UNSIGNED: gettext_lazy("Không ký"),
    Mishap.EMPTY_SIGNATURE: gettext_lazy("Chữ ký rỗng"),
    Mishap.OLD_SIGNATURE: gettext_lazy("Chữ ký SHA-1"),
    Mishap.DOUBLED: gettext_lazy("Gửi hai lần y hệt"),
    Mishap.CUT: gettext_lazy("Đứt giữa chừng"),
    Mishap.CHANGED: gettext_lazy("Bị sửa sau khi ký"),
    Mishap.UNKNOWN: gettext_lazy("Mã cơ quan nhận không có"),
    Mishap.RECALLED: gettext_lazy("Gửi rồi thu hồi"),
    Mishap.RECALLED_FIRST: gettext_lazy("Lệnh thu hồi đến trước văn bản"),
    Mishap.UPDATED: gettext_lazy("Gửi rồi đính chính"),
    Mishap.REPLACED: gettext_lazy("Gửi rồi thay thế"),
}
_ANSWERS = (
    Standing.ARRIVED, Standing.REGISTERED, Standing.PROCESSING, Standing.FINISHED, Standing.REFUSED,
    Standing.GIVEN_BACK, Standing.NOT_GIVEN_BACK,
)  # fmt: skip
_NAMES = {code: name for code, _old, name in AGENCIES}


@permitted("axis.see")
@require_safe
def standing(request: HttpRequest) -> HttpResponse:
    """What its agencies got, the latest first."""
    _must_stand_in()
    return _drawn(request, _form(request, bound=False))


@permitted("axis.operate")
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Let an agency of the simulator send something to one of ours."""
    _must_stand_in()
    at, form = clock.now(), _form(request, bound=True)
    if not form.is_valid():
        return _drawn(request, form, status=422)
    given = form.cleaned_data
    ours = {one.code: one for one in our_places(at=at)}
    sender = Place(code=given["sender"], name=_NAMES[given["sender"]])
    found = samples.messages(Mishap(given["mishap"]), sender=sender, receiver=ours[given["receiver"]], at=at)
    samples.give(found, sender=sender.code)
    messages.success(request, _("Đã đặt lên trục mô phỏng; trong một phút máy nhận về."))
    return to("simulated")


@permitted("axis.operate")
@require_POST
def answer(request: HttpRequest, edoc: UUID) -> HttpResponse:
    """Let an agency of the simulator say how far a document of ours is."""
    _must_stand_in()
    at, found = clock.now(), one_edoc(actor=actor_of(request), id=edoc)
    status = request.POST.get("status", "")
    if status not in _ANSWERS or not told(found).answerable or found.receiver not in _NAMES:
        raise NotFound(_("Không có thông điệp này."))
    place = Place(code=found.receiver, name=_NAMES[found.receiver])
    words = str(STANDING_TITLES[status]) if status in (Standing.REFUSED, Standing.NOT_GIVEN_BACK) else ""
    raw = samples.status_of(bytes(found.body), answering=place, status=status, words=words, at=at)
    simulator().give(raw, sender=place.code, receivers=[found.sender], status=True)
    messages.success(request, _("Đã đặt lên trục mô phỏng; trong một phút máy nhận về."))
    return to("simulated")


def _form(request: HttpRequest, *, bound: bool) -> SimulatedForm:
    offered = {
        "sender": [(code, f"{code} · {name}") for code, _old, name in AGENCIES],
        "receiver": [(one.code, f"{one.code} · {one.name}") for one in our_places(at=clock.now())],
        "mishap": [(key, str(title)) for key, title in MISHAPS.items()],
    }
    return SimulatedForm(request.POST if bound else None, offered=offered)


def _drawn(request: HttpRequest, form: SimulatedForm, *, status: int = 200) -> HttpResponse:
    found = held(actor=actor_of(request), codes=list(_NAMES))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return show(
        request, "simulated.html", status=status, form=form, page=page, rows=[told(one) for one in page],
        answers=[(one.value, STANDING_TITLES[one]) for one in _ANSWERS],
    )  # fmt: skip


def _must_stand_in() -> None:
    if settings.DOCUMENT_AXIS != SIMULATOR:
        raise NotFound(_("Không tìm thấy trang này."))
