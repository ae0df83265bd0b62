"""What lies in a wallet, and what of it may be used again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.contracts.wallet import Held, shelves
from tinhso.foundation.access.policy import persons_within
from tinhso.foundation.people.models import person_ref
from tinhso.foundation.people.queries import mandates_held
from tinhso.foundation.units.queries import agency_names
from tinhso.government.wallet.models import Hidden
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.refs import Ref, describe
from tinhso.kernel.text import fold

USE = "wallet.use"
GROUPS: Mapping[str, str | Promise] = {
    "": gettext_lazy("Tất cả"),
    "ket-qua": gettext_lazy("Kết quả đã cấp"),
    "da-nop": gettext_lazy("Giấy đã nộp"),
    "da-an": gettext_lazy("Đã ẩn"),
}
_ALL, ISSUED, HANDED_IN, HIDDEN = GROUPS


HEAD = (
    gettext_lazy("Giấy tờ"), gettext_lazy("Mã loại giấy tờ"), gettext_lazy("Nhóm"),
    gettext_lazy("Ngày cấp hoặc tiếp nhận"), gettext_lazy("Mã hồ sơ"), gettext_lazy("Cơ quan"),
)  # fmt: skip


@dataclass(frozen=True)
class Holder:
    """Whose wallet one may open."""

    ref: Ref
    name: str
    oneself: bool


@dataclass(frozen=True)
class Card:
    """One paper as the wallet shows it."""

    held: Held
    agency: str


@dataclass(frozen=True)
class Wallet:
    """One wallet, open."""

    holder: Holder
    issued: Sequence[Card]
    handed_in: Sequence[Card]
    hidden: Sequence[Card]

    def of(self, group: str) -> Sequence[Card]:
        """The papers of one of `GROUPS`, all that are not hidden for any other."""
        groups = {ISSUED: self.issued, HANDED_IN: self.handed_in, HIDDEN: self.hidden}
        return groups.get(group, [*self.issued, *self.handed_in])


def holders(*, actor: Actor, at: datetime) -> Sequence[Holder]:
    """Oneself first, then those one acts for on this day; nobody before one has said who one is."""
    if actor.person is None:
        return []
    own = person_ref(actor.person)
    held = [mandate.principal for mandate in mandates_held(agent=actor.person, on=clock.local(at).date())]
    names = describe(held, actor=actor)
    others = [Holder(ref, names[ref].title, False) for ref in dict.fromkeys(held) if ref in names]
    return [Holder(own, actor.name, True), *others]


def wallet(*, actor: Actor, holder: str, text: str, at: datetime) -> Wallet:
    """The wallet of somebody one may act for, oneself when none is named; narrowed by words. NotFound for any other."""
    known = holders(actor=actor, at=at)
    chosen = next((one for one in known if not holder or str(one.ref) == holder), None)
    if chosen is None or not _may(actor, chosen.ref, at):
        raise NotFound(_("Không tìm thấy ví giấy tờ này."))
    hidden = set(Hidden.objects.filter(holder=chosen.ref).values_list("thing", flat=True))
    cards = [card for card in _cards(_held(chosen.ref), at) if _matches(card, text)]
    shown = [card for card in cards if card.held.thing not in hidden]
    return Wallet(
        holder=chosen,
        issued=[card for card in shown if card.held.issued],
        handed_in=[card for card in shown if not card.held.issued],
        hidden=[card for card in cards if card.held.thing in hidden],
    )


def as_rows(cards: Iterable[Card]) -> Iterator[Sequence[str]]:
    """Papers as a table for a spreadsheet, under `HEAD`."""
    for card in cards:
        one = card.held
        group = GROUPS[ISSUED if one.issued else HANDED_IN]
        yield one.title, one.kind, str(group), f"{clock.local(one.at):%d/%m/%Y}", one.code, card.agency


def found(*, actor: Actor, thing: Ref, at: datetime) -> Held:
    """A paper in one of the wallets the actor may open; NotFound for any other."""
    for one in holders(actor=actor, at=at):
        for held in _held(one.ref) if _may(actor, one.ref, at) else ():
            if held.thing == thing:
                return held
    raise NotFound(_("Không tìm thấy giấy tờ này trong ví."))


def offered(actor: Actor, holder: Ref, kinds: Collection[str], at: datetime) -> Sequence[Held]:
    """What may be used again of these kinds: taken by its holder, not hidden, and of somebody the actor may act for."""
    if not _may(actor, holder, at):
        return []
    fit = [one for one in _held(holder) if one.taken and one.kind and one.kind in kinds]
    if not fit:
        return []
    hidden = set(Hidden.objects.filter(thing__in=[one.thing for one in fit]).values_list("thing", flat=True))
    return [one for one in fit if one.thing not in hidden]


def _may(actor: Actor, holder: Ref, at: datetime) -> bool:
    within = persons_within(actor, USE, at=at)
    return within is not None and holder.id in within


def _held(holder: Ref) -> Sequence[Held]:
    return [one for shelf in shelves for one in shelf.held([holder])]


def _cards(held: Sequence[Held], at: datetime) -> Sequence[Card]:
    names = agency_names({one.agency for one in held}, on=clock.local(at).date())
    return [Card(one, names.get(one.agency, "")) for one in held]


def _matches(card: Card, text: str) -> bool:
    words = fold(text)
    return words in fold(f"{card.held.title} {card.held.kind} {card.held.code} {card.agency}")
