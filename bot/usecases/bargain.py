"""What we answer to terms that a person names: those, the nearest, a question, or a person.

What may be offered is `bot.policy.counter`'s to say; nothing here makes an amount or a date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.cases import notes
from bot.cases.model import Author, Note, Reason
from bot.cases.store import open_case
from bot.kernel.clock import local_date
from bot.kernel.privacy import Vault
from bot.ledger import service as ledger
from bot.ledger.service import Account, Balance, PlanTerms
from bot.negotiation import counter_offers
from bot.negotiation import offers as store
from bot.negotiation.counter_offers import CounterOffer
from bot.negotiation.offers import Offer
from bot.policy.counter import Ask, Aspect, Response, respond
from bot.policy.evaluate import Decision
from bot.policy.terms import OfferTerms, build_offers
from bot.usecases import asked
from bot.usecases.accounts import chosen_account
from bot.usecases.balance import balance_of
from bot.usecases.call import Answer, Call, say
from bot.usecases.counter_replies import (
    MOST_ROUNDS,
    nearest_reply,
    which_day_reply,
    which_reply,
)
from bot.usecases.offer_replies import menu_reply
from bot.usecases.offers import Offers
from bot.usecases.policy_facts import position_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What is negotiated: the debt and what the policy decides on it, on the account's day."""

    account: Account
    balance: Balance
    decision: Decision
    today: date

    def response(self, ask: Ask) -> Response:
        """What the policy answers to `ask`."""
        return respond(ask, self.decision, position_of(self.balance), self.today)

    def allowed(self) -> tuple[OfferTerms, ...]:
        """All that the bot may offer today."""
        return build_offers(self.decision, position_of(self.balance), self.today)


class Bargain:
    """Answers one ask, with what `offers` may offer."""

    def __init__(self, offers: Offers, vault: Vault) -> None:
        self._offers = offers
        self._vault = vault

    async def table(self, call: Call, spoken_of: Offer | None) -> Table | None:
        """The debt in question; None when it must be asked which, or nothing is owed."""
        account = (
            await ledger.account(call.conn, spoken_of.account_id)
            if spoken_of is not None
            else await chosen_account(call)
        )
        if account is None:
            return None
        balance = await balance_of(call, account)
        if not balance.total:
            return None
        return Table(
            account=account,
            balance=balance,
            decision=await self._offers.decide(call, account, balance),
            today=local_date(call.now, account.zone),
        )

    async def answer(self, call: Call, table: Table, asks: Sequence[Ask]) -> Answer:
        """The answer to what was asked; two readings of it are asked back."""
        if len(asks) > 1:
            return await self._ask_back(call, table, asks)
        found = table.response(asks[0])
        if len(found.met) > 1:
            return await self._choice_of(call, table, found.met)
        if found.met:
            offer = await self._offers.keep(call, table.account, table.decision, found.met[0])
            return await self._offers.terms_of(call, offer)
        if found.unmet is None:
            return await self._offers.menu(call)  # says that a person looks at it
        return await self._counter(call, table, asks[0], found.unmet, nearest=found.nearest)

    def other_day(self, table: Table, terms: PlanTerms | None) -> Answer | None:
        """Ask on which day to begin; None when the policy leaves no day to choose."""
        kinds = {terms.kind} if terms is not None else {"full", "current", "settlement", "plan"}
        days = [o.installments[0].due_on for o in table.allowed() if o.kind in kinds]
        if not days:
            return None
        slots = _slots(table, "figures", topic=None)
        return Answer(replies=(which_day_reply(max(days)),), slots=slots)

    async def rounds_today(self, call: Call, account: Account) -> list[CounterOffer]:
        """The asks of the account's day that were answered with the nearest offers."""
        midnight = datetime.combine(
            local_date(call.now, account.zone), time.min, ZoneInfo(account.zone)
        )
        return await counter_offers.countered_since(call.conn, account.id, midnight)

    async def _counter(
        self,
        call: Call,
        table: Table,
        ask: Ask,
        unmet: Aspect,
        *,
        nearest: Sequence[OfferTerms],
    ) -> Answer:
        """The nearest offers, as often as the policy lets us; then a person."""
        rounds = await self.rounds_today(call, table.account)
        allowed = table.decision.offer.counter_rounds if table.decision.offer else 0
        if len(rounds) >= min(allowed, MOST_ROUNDS):
            return await self._hand_over(call, table, ask, rounds)
        await _record(call, table, [ask], "countered")
        round_ = await self._offers.record(call, table.account, table.decision, nearest)
        reply = nearest_reply(ask, unmet, round_, number=len(rounds) + 1)
        return Answer(replies=(reply,), slots=_slots(table, "choice"))

    async def _choice_of(self, call: Call, table: Table, met: Sequence[OfferTerms]) -> Answer:
        round_ = await self._offers.record(call, table.account, table.decision, met)
        reply = menu_reply(table.account, table.balance, round_)
        return Answer(replies=(reply,), slots=_slots(table, "choice"))

    async def _ask_back(self, call: Call, table: Table, readings: Sequence[Ask]) -> Answer:
        kept = await _record(call, table, readings, "asked_back")
        slots = _slots(table, "figures", topic=kept.id)
        return Answer(replies=(which_reply(kept, readings),), slots=slots)

    async def _hand_over(
        self, call: Call, table: Table, ask: Ask, rounds: Sequence[CounterOffer]
    ) -> Answer:
        """A person decides; what was asked today is written down for them."""
        earlier = [asked.from_json(stored) for round_ in rounds for stored in round_.asked]
        lines = [call.words, *(asked.for_agents(one) for one in (*earlier, ask))]
        await store.close_open(call.conn, call.contact.id)
        await _record(call, table, [ask], "handed_over")
        case = await open_case(
            call.conn,
            contact_id=call.contact.id,
            reason=Reason.BEYOND_POLICY,
            now=call.now,
            account_id=table.account.id,
            hand_over=True,
        )
        note = Note(author=Author.BOT, text="\n".join(lines), source=f"counter:{call.turn_id}")
        await notes.add(call.conn, self._vault, case_id=case.id, note=note, now=call.now)
        return say("counter.person", slots={"awaiting": "nobody"})


async def _record(
    call: Call, table: Table, asks: Sequence[Ask], outcome: counter_offers.Outcome
) -> CounterOffer:
    return await counter_offers.record(
        call.conn,
        contact_id=call.contact.id,
        account_id=table.account.id,
        asked=[asked.to_json(ask) for ask in asks],
        outcome=outcome,
        now=call.now,
    )


def _slots(table: Table, awaiting: str, **more: Any) -> dict[str, Any]:
    return {"awaiting": awaiting, "account": table.account.id, **more}
