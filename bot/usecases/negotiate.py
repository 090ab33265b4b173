"""Counter-offers and corrections: what a person's words ask for at this point of the talk.

How it is answered is `bargain`'s; the figures are read by `asks`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from bot.kernel.privacy import Vault
from bot.ledger.service import PlanTerms
from bot.negotiation import counter_offers
from bot.negotiation import offers as store
from bot.negotiation.offers import Offer
from bot.policy.counter import Ask
from bot.usecases import asked
from bot.usecases.accounts import own_accounts
from bot.usecases.asks import Situation, agrees, read_asks, said_otherwise
from bot.usecases.bargain import Bargain, Table
from bot.usecases.call import Answer, Call
from bot.usecases.choices import Choice, plain_words, read_place
from bot.usecases.offers import Offers
from bot.usecases.people import hand_to_person

# "el 5" beside open terms is a day; "la 5" and "the 5th one" are places in a list.
_DAY_OF_MONTH: Final = re.compile(
    r"\b(?:el|the|on)(?: dia)? \d{1,2}(?:st|nd|rd|th)?\b(?! (?:one|option|opcion))"
)
_OTHER_DAY: Final = re.compile(
    r"\b(?:cambi\w+|mov\w+|recorr\w+|otra|otro|change|move|different|another|push)\b"
    r"(?: \w+){0,3}? (?:fechas?|dia|date|day)\b"
)
_BARE_PLACE: Final = re.compile(r"(?:(?:la|opcion|option|number|numero|#) ?)?\d{1,2}")


class Negotiate:
    """Finds what is asked for, and has it answered within the policy."""

    def __init__(self, offers: Offers, *, vault: Vault) -> None:
        self._offers = offers
        self._bargain = Bargain(offers, vault)

    async def propose(self, call: Call) -> Answer:
        """Answer the terms that the person names; the menu when they name none."""
        open_ = await _open_terms(call)
        return await self._hear(call, open_, named=None) or await self._offers.options(call)

    async def choose(self, call: Call) -> Answer:
        """The option that was picked; terms that no option has are a proposal."""
        return await self.understand(call) or await self._offers.choose(call)

    async def understand(self, call: Call) -> Answer | None:
        """The option or the terms that typed words name; None when they name none."""
        if call.choice is not None and not _is_reading(call.choice):
            return None
        open_ = await _open_terms(call)
        named = await self._offers.named(call)
        is_place = _BARE_PLACE.fullmatch(plain_words(call.words)) and not _awaits_figures(call)
        if is_place and named is None:
            return await hand_to_person(call) if await self._is_person_line(call) else None
        if is_place and named is not None:
            return await self._offers.terms_of(call, named)
        return await self._hear(call, open_, named=named)

    async def overhear(self, call: Call) -> Answer | None:
        """As `understand`, for words that came when nothing was asked: only what is plainly terms.

        A day or a sum alone may be about anything else.
        """
        return await self._overhear(call, _is_plainly_terms)

    async def pay_part(self, call: Call) -> Answer | None:
        """What whoever wants to pay a sum of their own is answered; None when they named none."""
        return await self._overhear(call, lambda ask: ask.total or _is_plainly_terms(ask))

    async def instead(
        self, call: Call, offer: Offer | None, *, sooner_is_same: bool
    ) -> Answer | None:
        """What a typed yes or no asks for instead of what is open; None when it only is one.

        With `sooner_is_same`, "sí, el viernes" agrees to whatever is due later.
        """
        is_open = offer is not None or call.slots.get("awaiting") in ("choice", "figures")
        if call.choice is not None or not is_open:
            return None
        named = await self._offers.other_than(call, offer)

        def is_same(ask: Ask) -> bool:
            return offer is not None and not said_otherwise(
                ask, offer.terms, sooner_is_same=sooner_is_same
            )

        return await self._hear(call, offer, named=named, is_same=is_same)

    async def _hear(
        self,
        call: Call,
        open_: Offer | None,
        *,
        named: Offer | None,
        is_same: Callable[[Ask], bool] = lambda _: False,
    ) -> Answer | None:
        """Answer what was named: an option, a reading that we asked back, or other terms."""
        if open_ is not None and _DAY_OF_MONTH.search(plain_words(call.words)):
            named = None
        spoken_of = named or open_
        terms = spoken_of.terms if spoken_of is not None else None
        table = await self._bargain.table(call, spoken_of)
        if table is None:
            return None
        asks = _readings(call, table, terms)
        meant = await _settled(call, asks)
        if meant is not None:
            return await self._bargain.answer(call, table, [meant])
        if named is not None and not any(_goes_beyond(ask, named) for ask in asks):
            return await self._offers.terms_of(call, named)
        if not asks and _OTHER_DAY.search(plain_words(call.words)):
            return self._bargain.other_day(table, terms)
        wanted = [ask for ask in asks if not is_same(ask)]
        return await self._bargain.answer(call, table, wanted) if wanted else None

    async def _overhear(self, call: Call, is_meant: Callable[[Ask], object]) -> Answer | None:
        table = await self._bargain.table(call, None)
        if table is None:
            return None
        asks = _readings(call, table, None)
        return await self._bargain.answer(call, table, asks) if any(map(is_meant, asks)) else None

    async def _is_person_line(self, call: Call) -> bool:
        """Whether the number is that of the last line of the nearest offers: a person."""
        round_ = await self._offers.open_round(call)
        table = await self._bargain.table(call, round_[0]) if round_ else None
        if table is None:
            return False
        rounds = await self._bargain.rounds_today(call, table.account)
        if not rounds or rounds[-1].asked_at != round_[0].created_at:
            return False
        places = [Choice(position=no, kind="account") for no in range(1, len(round_) + 2)]
        return read_place(call.words, places) == len(places)


def _readings(call: Call, table: Table, terms: PlanTerms | None) -> tuple[Ask, ...]:
    """The terms that words may name; those that proved who they are, or which account, none."""
    if call.slots.get("identity") or call.slots.get("awaiting") == "account":
        return ()
    about = Situation(
        owed=table.balance.total,
        today=table.today,
        country=call.contact.country,
        language=call.contact.language,
        open_terms=terms,
    )
    return read_asks(call.words.replace(table.account.last4, " "), about)


async def _open_terms(call: Call) -> Offer | None:
    """The terms that wait for the person's yes; never those of somebody else of the same phone."""
    offer = await store.open_terms(call.conn, call.contact.id)
    if offer is None or not offer.is_open(call.now):
        return None
    return offer if offer.account_id in await own_accounts(call) else None


async def _settled(call: Call, said: Sequence[Ask]) -> Ask | None:
    """Which reading of an earlier ask is meant: the pressed one, what is said again, its place."""
    if not _awaits_figures(call):
        return None
    ask_id, _, pressed = (call.choice or str(call.slots.get("topic"))).partition(".")
    kept = await counter_offers.get(call.conn, ask_id)
    if kept is None or kept.account_id not in await own_accounts(call):
        return None
    readings = [asked.from_json(stored) for stored in kept.asked]
    meant = [r for r in readings if any(agrees(ask, r) for ask in said)]
    if len(meant) == 1 and not pressed:
        return meant[0]
    places = [Choice(position=no, kind="account") for no in range(1, len(readings) + 1)]
    place = int(pressed) if pressed.isdigit() else read_place(call.words, places)
    return readings[place - 1] if place is not None and 1 <= place <= len(readings) else None


def _awaits_figures(call: Call) -> bool:
    return call.slots.get("awaiting") == "figures" or _is_reading(call.choice or "")


def _is_reading(choice: str) -> bool:
    return choice.startswith("ask_")


def _is_plainly_terms(ask: Ask) -> bool:
    return (ask.payments or 0) > 1 or ask.discount is not None or ask.each is not None


def _goes_beyond(ask: Ask, named: Offer) -> bool:
    """Whether the words want something else than the option they name: "la 2, pero el 25"."""
    is_its_place = ask.first_on is not None and ask.first_on.day == named.position
    if is_its_place and not (ask.total or ask.discount or ask.each or ask.every):
        return False
    return said_otherwise(ask, named.terms, sooner_is_same=False)
