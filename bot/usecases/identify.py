"""Find out who is writing: two facts, compared by hash, before a word about any debt."""

from __future__ import annotations

from collections.abc import Mapping

from bot.cases.model import Reason
from bot.cases.store import open_case
from bot.compliance.rules import jurisdictions
from bot.contacts import store as contacts
from bot.contacts.factors import read_factors
from bot.contacts.identity import Demand, Identifier, Outcome, Verdict, missing_factors
from bot.contacts.model import Factor
from bot.kernel.messages import Reply, ReplyOption
from bot.usecases.call import Answer, Call, say
from bot.usecases.values import MENU

# Slots that end the form: the question is answered, one way or the other.
_DONE = {"identity": True, "awaiting": "nobody"}
_GIVEN_UP = {"identity": False, "awaiting": "nobody"}


class Identify:
    """Asks for the facts that the country's rules name, and judges them."""

    def __init__(self, identifier: Identifier) -> None:
        self._identifier = identifier

    async def ask(self, call: Call) -> Answer:
        """Ask for what is still missing; from here on what the person types is masked.

        When the number is nobody's in the portfolio, or is locked, a person takes over.
        """
        demand = await _demand(call)
        if not demand.candidates:
            return await _hand_over(call, Reason.NO_CUSTOMER, "human.handoff")
        if call.contact.is_locked(call.now):
            return await _hand_over(call, Reason.VERIFY_FAILED, "identity.locked")
        missing = await missing_factors(call.conn, call.contact.id, demand)
        readings = _read(call, demand)
        if not call.contact.identity_open:
            await self._identifier.open(call.conn, call.contact.id)
            if not _is_complete(readings, demand):
                return _asking("identity.ask", missing)
        if readings:
            return Answer()  # `present` judged this message and has said what came of it
        return _asking("identity.unreadable", missing, options=MENU[2:])

    async def present(self, call: Call) -> Answer:
        """Judge what the person just typed. Never says which fact was wrong.

        Words that leave the matter (a person, please) fill no slot: the form then steps aside.
        Before anything was asked, only a message that gives every fact is judged.
        """
        demand = await _demand(call)
        readings = _read(call, demand)
        if call.contact.identity_open:
            is_a_try = bool(call.slots.get("identity") and readings)
        else:
            is_a_try = bool(demand.candidates) and _is_complete(readings, demand)
        if not is_a_try:
            # A slot that the form filled by itself is emptied, so that the form asks.
            return Answer(slots={"identity": None} if call.slots.get("identity") else {})
        verdict = await self._identifier.present(
            call.conn, call.contact, demand=demand, readings=readings, now=call.now
        )
        return await _answer(call, verdict)


async def _answer(call: Call, verdict: Verdict) -> Answer:
    match verdict.outcome:
        case Outcome.VERIFIED if verdict.customer_id:
            customer = await contacts.customer(call.conn, verdict.customer_id)
            return say("identity.verified", slots=_DONE, first_name=customer.first_name)
        case Outcome.NEEDS_MORE:
            return _asking("identity.ask_missing", verdict.missing)
        case Outcome.NOT_MATCHED:
            return _asking("identity.not_matched", verdict.missing)
        case _:
            return await _hand_over(call, Reason.VERIFY_FAILED, "identity.locked")


async def _hand_over(call: Call, reason: Reason, key: str) -> Answer:
    await open_case(
        call.conn, contact_id=call.contact.id, reason=reason, now=call.now, hand_over=True
    )
    return say(key, slots=_GIVEN_UP)


async def _demand(call: Call) -> Demand:
    candidates = await contacts.customers_of(call.conn, call.contact.id)
    rules = jurisdictions()
    return Demand(
        factors=rules.of(call.contact.country).factors,
        limits=rules.verification,
        candidates=tuple(c.id for c in candidates),
    )


def _read(call: Call, demand: Demand) -> dict[Factor, tuple[str, ...]]:
    accepted = frozenset(demand.factors)
    country = call.contact.country
    return read_factors(
        call.words, country=country, accepted=accepted, today=call.today
    ).by_factor()


def _is_complete(readings: Mapping[Factor, object], demand: Demand) -> bool:
    return len(readings) == len(demand.factors)


def _asking(
    key: str, missing: tuple[Factor, ...], *, options: tuple[ReplyOption, ...] = ()
) -> Answer:
    factors = {"keys": [f"factor.{factor}" for factor in missing]}
    reply = Reply(key=key, values={"factors": factors}, options=options)
    return Answer(replies=(reply,), slots={"awaiting": "identity", "identity": None})
