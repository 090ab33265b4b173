"""A yes or a no to written terms: a yes counts only for terms that were sent and are open."""

from __future__ import annotations

from bot.kernel.errors import Rejected
from bot.kernel.messages import Reply
from bot.ledger import service as ledger
from bot.ledger.service import LedgerDoubt
from bot.negotiation import offers as store
from bot.negotiation.offers import Offer
from bot.usecases import people
from bot.usecases.accounts import ask_account, own_accounts
from bot.usecases.call import Answer, Call
from bot.usecases.negotiate import Negotiate
from bot.usecases.offers import Offers
from bot.usecases.pay import Pay
from bot.usecases.values import MENU, text
from bot.usecases.written import is_answer_to, is_hedged

_NOTHING_OPEN = Answer(
    replies=(Reply(key="terms.nothing_open", options=MENU),), slots={"awaiting": "nobody"}
)


class Plans:
    """Turns an accepted offer into a plan with its first payment link."""

    def __init__(self, offers: Offers, pay: Pay, negotiate: Negotiate) -> None:
        self._offers = offers
        self._pay = pay
        self._negotiate = negotiate

    async def answer_yes(self, call: Call) -> Answer:
        """Accept the open terms if this yes can only mean them; else show what is true now."""
        if call.slots.get("awaiting") == "human" and call.choice is None:
            return await people.hand_to_person(call)
        offer = await _meant(call)
        other = await self._negotiate.instead(call, offer, sooner_is_same=not is_hedged(call))
        if other is not None:
            return other
        if offer is None:
            return await self._yes_to_a_question(call)
        if not offer.is_open(call.now) or not self._offers.is_in_force(offer):
            return await self._show_current(call)
        if is_hedged(call) or not await _counts(call, offer):
            return await self._offers.terms_of(call, offer)
        return await self._accept(call, offer)

    async def answer_no(self, call: Call) -> Answer:
        """Leave everything as it is, or show the terms of what is wanted instead."""
        offer = await _meant(call)
        other = await self._negotiate.instead(call, offer, sooner_is_same=False)
        if other is not None:
            return other
        if offer is None and call.slots.get("awaiting") != "choice":
            return Answer(
                replies=(Reply(key="no.understood", options=MENU),), slots={"awaiting": "nobody"}
            )
        if offer is not None and offer.is_open(call.now):
            await store.decline(call.conn, offer.id)
        reply = Reply(key="terms.declined", options=MENU[1:])
        return Answer(replies=(reply,), slots={"awaiting": "nobody"})

    async def _yes_to_a_question(self, call: Call) -> Answer:
        """A yes while no terms are open: what it can mean depends on what we asked last."""
        match call.slots.get("awaiting"):
            case "choice":
                return await self._offers.agree(call)
            case "account":
                return await ask_account(call, str(call.slots.get("account_for")))
            case _:
                return _NOTHING_OPEN

    async def _accept(self, call: Call, offer: Offer) -> Answer:
        try:
            plan = await ledger.accept_plan(
                call.conn, offer.agreement(), accepted_at=call.now, accepted_wamid=call.turn_id
            )
        except LedgerDoubt:
            return await self._offers.menu(call)  # says that a person looks at the account
        except Rejected:
            return await self._show_current(call)
        await store.accept(call.conn, offer.id)
        kind = text(f"offer.{plan.terms.kind}")
        accepted = Reply(key="plan.accepted", values={"folio": plan.folio, "kind": kind})
        link = await self._pay.link_of(call, plan)
        return Answer(replies=(accepted, *link.replies), slots={"awaiting": "nobody"})

    async def _show_current(self, call: Call) -> Answer:
        menu = await self._offers.menu(call)
        return Answer(replies=(Reply(key="terms.expired"), *menu.replies), slots=menu.slots)


async def _meant(call: Call) -> Offer | None:
    """The offer this answer is about: the pressed button's, else the one whose terms are open.

    None for terms of an account that is not the verified person's: two people may share a phone.
    """
    if call.choice is None:
        offer = await store.open_terms(call.conn, call.contact.id)
    else:
        offer = await store.get(call.conn, call.choice)
    if offer is None or offer.contact_id != call.contact.id or offer.state == "accepted":
        return None
    return offer if offer.account_id in await own_accounts(call) else None


async def _counts(call: Call, offer: Offer) -> bool:
    """Whether these very terms are what this message answers."""
    return offer.state == "terms" and await is_answer_to(call, offer.terms_outbox_id)
