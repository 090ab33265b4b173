"""Greeting, languages, reaching a person, and stopping when we are asked to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from bot.cases.model import Reason
from bot.cases.store import open_case
from bot.compliance.rules import jurisdictions
from bot.contacts import identity
from bot.contacts import store as contacts
from bot.contacts.model import Customer
from bot.kernel.messages import Language, Reply, ReplyOption
from bot.ledger.service import accounts_of
from bot.negotiation import offers
from bot.usecases.call import Answer, Call, leave, say
from bot.usecases.values import MENU

_MAX_MISUNDERSTOOD: Final = 2
_ENGLISH: Final = re.compile(r"\b(english|ingles|englsh|inglish)\b")
_SPANISH: Final = re.compile(r"\b(espanol|spanish|castellano|espaniol)\b")
_NOT_SPOKEN: Final = re.compile(
    r"\b(?:no (?:hablo|entiendo|comprendo|se)"
    r"|(?:don.?t|do not|can.?t|cannot) (?:speak|understand|know|read))\b"
)
_YES_NO: Final = (
    ReplyOption(id="affirm", key="greet.option_yes"),
    ReplyOption(id="deny", key="greet.option_no"),
)


async def greet(call: Call) -> Answer:
    """Say hello as the creditor's assistant; nobody unproved hears more than a first name."""
    candidates = await contacts.customers_of(call.conn, call.contact.id)
    if call.contact.is_verified(call.now) and call.contact.customer_id:
        customer = await contacts.customer(call.conn, call.contact.customer_id)
        values = {"first_name": customer.first_name}
        return Answer(replies=(Reply(key="greet.verified", values=values, options=MENU),))
    creditor = await creditor_of(call, candidates)
    # A greeting begins anew: what was wished for before their proof lapsed is not asked again.
    slots = {"awaiting": "person", "wish": "none"}
    if len(candidates) != 1:
        return say("greet.noname", slots=slots, creditor=creditor)
    values = {"first_name": candidates[0].first_name, "creditor": creditor}
    key = "greet.again" if call.contact.customer_id else "greet.person"
    return Answer(replies=(Reply(key=key, values=values, options=_YES_NO),), slots=slots)


async def hand_to_person(call: Call) -> Answer:
    """Give the chat to a person at once."""
    return await _hand_over(call, Reason.ASK_HUMAN)


async def misunderstood(call: Call) -> Answer:
    """Ask back once with two ways on; the second time running a person takes over."""
    if await contacts.count_misunderstanding(call.conn, call.contact.id) >= _MAX_MISUNDERSTOOD:
        return await _hand_over(call, Reason.MISUNDERSTOOD)
    return Answer(replies=(Reply(key="fallback.ask", options=ways_on(call)),))


async def wrong_person(call: Call) -> Answer:
    """Whoever writes is not the customer: forget what was proved, stop, and let a person check."""
    await offers.close_open(call.conn, call.contact.id)
    await identity.forget(call.conn, call.contact.id)
    await open_case(
        call.conn,
        contact_id=call.contact.id,
        reason=Reason.WRONG_PERSON,
        now=call.now,
        hand_over=False,
    )
    return leave("wrong_person.stopped")


async def opt_out(call: Call) -> Answer:
    """Stop writing to this person; said once, and nothing open stays open."""
    await offers.close_open(call.conn, call.contact.id)
    await contacts.opt_out(call.conn, call.contact.id, call.now)
    return leave("opt_out.confirmed")


async def switch_language(call: Call) -> Answer:
    """Go on in the language the person asked for; the other one when they did not say which."""
    language = wanted_language(call.words, current=call.contact.language)
    await contacts.set_language(call.conn, call.contact.id, language, is_fixed=True)
    match call.slots.get("awaiting"):
        case "person":
            greeting = await greet(call)
            replies = (Reply(key="language.switched"), *greeting.replies)
            return Answer(replies=replies, slots=greeting.slots)
        case "identity":
            return say("language.switched")  # the form asks again by itself
        case _:
            return Answer(replies=(Reply(key="language.switched", options=ways_on(call)),))


async def decline_topic(call: Call) -> Answer:
    """Say what we can help with instead."""
    return Answer(replies=(Reply(key="scope.out", options=ways_on(call)),))


async def creditor_of(call: Call, candidates: Sequence[Customer]) -> str:
    """The one creditor behind this number, else the name the business writes under."""
    creditors = {
        account.creditor
        for candidate in candidates
        for account in await accounts_of(call.conn, candidate.id)
    }
    return creditors.pop() if len(creditors) == 1 else jurisdictions().business.name


def ways_on(call: Call) -> tuple[ReplyOption, ...]:
    """What can be done next; a stranger is offered a person, without a hint of a debt."""
    return MENU if call.contact.is_verified(call.now) else MENU[-1:]


def wanted_language(words: str, *, current: Language) -> Language:
    """The language that `words` ask for, by its name or as the one beside the one not spoken.

    Without a name, or with both, not the current one.
    """
    decomposed = unicodedata.normalize("NFKD", words.lower())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    asks_english, asks_spanish = bool(_ENGLISH.search(plain)), bool(_SPANISH.search(plain))
    if asks_english != asks_spanish:
        is_spoken = _NOT_SPOKEN.search(plain) is None
        return "en" if asks_english is is_spoken else "es"
    return "en" if current == "es" else "es"


async def _hand_over(call: Call, reason: Reason) -> Answer:
    await offers.close_open(call.conn, call.contact.id)
    await open_case(
        call.conn, contact_id=call.contact.id, reason=reason, now=call.now, hand_over=True
    )
    return leave("human.handoff")
