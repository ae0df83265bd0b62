"""The words of a notice: made when they are read or sent, from its sealed facts and its kind's templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template import Context, engines
from django.template.backends.django import DjangoTemplates
from django.utils.translation import gettext as _

from tinhso.foundation.notices.models import Notice
from tinhso.foundation.notices.registry import Channel, notice_kinds

_SAME_WORDS = {Channel.ZALO: Channel.SMS}


def title_of(kind: str, data: Mapping[str, Any]) -> str:
    return notice_kinds[kind].title.format_map(data)


def page_words(notice: Notice) -> str:
    """What the person's own page says."""
    data = notice.data()
    return _("Nội dung thông báo đã được xóa cùng hồ sơ.") if data is None else _written(notice, "app", data)


def message_words(notice: Notice, channel: Channel) -> str | None:
    """What goes out by a channel; None when the key is gone, and then nothing is said any more."""
    data = notice.data()
    if data is None:
        return None
    return _written(notice, _SAME_WORDS.get(channel, channel), data)


def path_of(notice: Notice) -> str:
    """Where the person goes on; empty when the system that told it is switched off."""
    kind = notice_kinds.get(notice.kind)
    return kind.url(notice.about) if kind else ""


def _written(notice: Notice, form: str, data: Mapping[str, Any]) -> str:
    kind = notice_kinds.get(notice.kind)
    if kind is None:
        return notice.title
    backend = engines["django"]
    assert isinstance(backend, DjangoTemplates)
    template = backend.engine.get_template(f"{kind.words}.{form}.txt")
    facts = {**data, "title": notice.title, "link": f"{settings.PUBLIC_URL}{kind.url(notice.about)}"}
    # Plain text: a name with an ampersand stays as it is; pages escape what they show.
    return str(template.render(Context(facts, autoescape=False))).strip()
