"""Addresses of directing: the officials' desk, the public's page, the secret ones."""

from django.urls import path

from tinhso.government.directing.views import board, calendar, directives

app_name = "directing"
_HERE, _CALENDAR = "can-bo/chi-dao", "can-bo/lich"
_ONE, _ENTRY = f"{_HERE}/<uuid:directive>", f"{_CALENDAR}/<uuid:entry>"
urlpatterns = [
    path(f"{_HERE}/", directives.listing, name="list"),
    path(f"{_HERE}/danh-sach.csv", directives.export, name="export"),
    path(f"{_HERE}/moi/", directives.enter, name="enter"),
    path(f"{_HERE}/theo-doi/", board.page, name="board"),
    path(f"{_HERE}/theo-doi/theo-doi.csv", board.export, name="board_export"),
    path(f"{_HERE}/theo-doi/<uuid:unit>/don-doc/", board.urge, name="urge"),
    path(f"{_ONE}/", directives.page, name="directive"),
    path(f"{_ONE}/sua/", directives.revise, name="revise"),
    path(f"{_CALENDAR}/", calendar.week, name="week"),
    path(f"{_CALENDAR}/tuan.pdf", calendar.printed, name="printed"),
    path(f"{_CALENDAR}/them/", calendar.propose, name="propose"),
    path(f"{_CALENDAR}/dia-chi/", calendar.address, name="address"),
    path(f"{_CALENDAR}/dia-chi/dung/", calendar.stop_address, name="stop_address"),
    path(f"{_ENTRY}/sua/", calendar.replan, name="replan"),
    path(f"{_ENTRY}/duyet/", calendar.approve, name="approve"),
    path(f"{_ENTRY}/huy/", calendar.cancel, name="cancel"),
    path("lich-cong-tac/", calendar.public, name="public"),
    path("lich-cong-tac/<slug:secret>.ics", calendar.feed, name="feed"),
]
