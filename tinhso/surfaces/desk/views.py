"""The desk's front page: what waits for this official, most urgent first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tinhso.foundation.access.queries import posts_of
from tinhso.foundation.access.requests import actor_of, door, may
from tinhso.foundation.workflow.desk import desk_cards
from tinhso.kernel import clock


@door("official")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Cards of all systems for what this official may do, each with its counts, and the first things to do."""
    at, actor = clock.now(), actor_of(request)
    today = clock.local(at).date()
    assert actor.account is not None
    cards = [
        {"title": card.title, "url": reverse(card.url_name), "work": card.work(actor, at)}
        for card in sorted(desk_cards, key=lambda card: card.order)
        if may(request, card.permission)
    ]
    posts = [
        post
        for post in posts_of(actor=actor, account=actor.account, at=at)
        if post.valid_from <= today and (post.valid_until is None or post.valid_until > today)
    ]
    answer = render(request, "desk/home.html", {"cards": cards, "posts": posts, "actor": actor, "at": at})
    answer["Cache-Control"] = "private, no-store"
    return answer
