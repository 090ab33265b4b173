"""Objections, answered with approved facts: never a threat, a legal claim or a promise.

What the countries' rules name is all that is said about credit bureaus and about not paying; then
the way on is offered, or a person. Whoever is not verified hears nothing of the matter.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from typing import Final

from bot.compliance.rules import jurisdictions
from bot.kernel.messages import Reply
from bot.kernel.money import Money, total
from bot.ledger.service import Balance
from bot.usecases.accounts import ask_account, chosen_account
from bot.usecases.balance import balance_of, explain_charges
from bot.usecases.call import Answer, Call
from bot.usecases.objection_words import Topic, topic_of
from bot.usecases.people import ways_on
from bot.usecases.questions import explain_who_we_are
from bot.usecases.values import MENU, day, money

UseCase = Callable[[Call], Awaitable[Answer]]

_NOBODY: Final = {"awaiting": "nobody"}
_WAYS_ON: Final = MENU[1:]
_INTEREST: Final = frozenset({"ordinary_interest", "late_interest"})


def first_hearing(use_case: UseCase, among: Collection[Topic] = tuple(Topic)) -> UseCase:
    """`use_case`, unless the words ask about one of the topics `among`: then its answer."""

    async def heard(call: Call) -> Answer:
        topic = None if call.choice or call.slots.get("identity") else topic_of(call.words, among)
        return await use_case(call) if topic is None else await answer(call, topic)

    return heard


async def answer(call: Call, topic: Topic) -> Answer:
    """The approved answer about `topic`, and the ways on."""
    match topic:
        case Topic.ROBOT:
            # Nothing else changes: what we had asked before is still asked.
            return Answer(replies=(Reply(key="objection.robot", options=ways_on(call)),))
        case Topic.DISTRUST:
            return await explain_who_we_are(call)
        case _ if not call.contact.is_verified(call.now):
            return Answer(replies=(Reply(key="objection.neutral", options=ways_on(call)),))
        case Topic.INTEREST:
            return await _of_interest(call)
        case _:
            return _approved(call, topic)


async def explain_us(call: Call) -> Answer:
    """Who we are, or that we are automated; while it is asked who they are, `while_asking_who`
    says the latter with its question.
    """
    if call.choice or topic_of(call.words, (Topic.ROBOT,)) is None:
        return await explain_who_we_are(call)
    if call.slots.get("awaiting") == "identity":
        return Answer()
    return await answer(call, Topic.ROBOT)


async def while_asking_who(call: Call, asked: Answer) -> Answer:
    """`asked`, unless its words that proved nothing asked about us: that is answered first."""
    topic = topic_of(call.words, (Topic.ROBOT, Topic.DISTRUST))
    if topic is None or [reply.key for reply in asked.replies] != ["identity.unreadable"]:
        return asked
    told = [replace(reply, options=()) for reply in (await answer(call, topic)).replies]
    question = replace(asked.replies[0], key="identity.ask", options=())
    return replace(asked, replies=(*told, question))


def _approved(call: Call, topic: Topic) -> Answer:
    texts = jurisdictions().of(call.contact.country).objections
    key = texts.bureau if topic is Topic.BUREAU else texts.unpaid
    return Answer(replies=(Reply(key=key, options=_WAYS_ON),), slots=_NOBODY)


async def _of_interest(call: Call) -> Answer:
    """Of what is owed, how much is interest; where none is, what it is made of."""
    account = await chosen_account(call)
    if account is None:
        return await ask_account(call, "detail")
    balance = await balance_of(call, account)
    interest = _interest(balance)
    if not interest:
        return await explain_charges(call)
    values = {
        "interest": money(interest),
        "total": money(balance.total),
        "calculated_on": day(balance.calculated_on),
    }
    reply = Reply(key="objection.interest", values=values, options=_WAYS_ON)
    return Answer(replies=(reply,), slots={**_NOBODY, "account": account.id})


def _interest(balance: Balance) -> Money:
    owed = (amount for name, amount in balance.components if name in _INTEREST)
    return total(owed, balance.currency)
