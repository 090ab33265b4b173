"""How promises are said: the day or the amount asked back, the summary, and what was noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from bot.kernel.messages import Reply, ReplyOption
from bot.kernel.money import Money
from bot.ledger.service import Account, Promise
from bot.negotiation.promise_drafts import PromiseDraft
from bot.usecases.call import Answer, Call, say
from bot.usecases.choices import Choice, read_place
from bot.usecases.promise_limits import Standing
from bot.usecases.promise_words import PromiseSaid
from bot.usecases.values import day, lines, money

_PICK: Final = "promise_to_pay:"


def ask_day(days: Sequence[date], account: Account) -> Answer:
    """Ask which of these days was meant."""
    said = [day(one) for one in days]
    return _ask_back("promise.which_day", "promise.day", "day", said, account)


def ask_amount(amounts: Sequence[Money], account: Account) -> Answer:
    """Ask which of these amounts was meant."""
    said = [money(one) for one in amounts]
    return _ask_back("promise.which_amount", "promise.amount", "amount", said, account)


def choices_of(said: PromiseSaid) -> tuple[str, ...]:
    """What is asked back, as a draft keeps it: days, or amounts of one currency."""
    if len(said.days) > 1:
        return tuple(one.isoformat() for one in said.days)
    if len(said.amounts) > 1:
        return tuple(f"{one.amount_minor} {one.currency}" for one in said.amounts)
    return ()


def read_pressed(call: Call, draft: PromiseDraft) -> PromiseSaid | None:
    """The choice that was pressed, or named by its place; None when it was neither."""
    if call.choice is not None:
        place = int(call.choice) if call.choice.isdigit() else 0
    else:
        shown = [Choice(position=n, kind="account") for n in range(1, len(draft.choices) + 1)]
        place = read_place(call.words, shown) or 0
    if not 1 <= place <= len(draft.choices):
        return None
    minor, _, currency = draft.choices[place - 1].partition(" ")
    if currency:
        return PromiseSaid(amounts=(Money(int(minor), currency),))
    return PromiseSaid(days=(date.fromisoformat(minor),))


def summary(draft: PromiseDraft, standing: Standing) -> Reply:
    """The promise in writing, with a yes and a no that carry its id."""
    amount = draft.amount or standing.usual
    due_on = draft.due_on or standing.last_day
    values = {
        "amount": money(amount),
        "due_on": day(due_on),
        "last4": standing.account.last4,
        "promise": draft.id,
    }
    options = (
        ReplyOption(id=f"affirm:{draft.id}", key="promise.option_yes"),
        ReplyOption(id=f"deny:{draft.id}", key="promise.option_no"),
    )
    key = "terms.promise_nearest" if draft.is_nearest else "terms.promise"
    return Reply(key=key, values=values, options=options)


def made_reply(promise: Promise, *, today: date) -> Answer:
    """The promise is noted; once, and only while there is a day for it, a reminder is offered."""
    values = {
        "folio": promise.folio,
        "amount": money(promise.terms.amount),
        "due_on": day(promise.terms.due_on),
    }
    is_soon = promise.terms.due_on - timedelta(days=1) <= today
    if is_soon or promise.wants_reminder is not None:
        return say("promise.made", slots={"awaiting": "nobody", "wish": "none"}, **values)
    options = (
        ReplyOption(id=f"affirm:{promise.id}", key="promise.option_remind"),
        ReplyOption(id=f"deny:{promise.id}", key="promise.option_no"),
    )
    reply = Reply(key="promise.made_remind", values=values, options=options)
    return Answer(replies=(reply,), slots={"awaiting": "reminder", "wish": "none"})


def _ask_back(
    key: str, line: str, name: str, said: Sequence[dict[str, Any]], account: Account
) -> Answer:
    numbered = [(no, {name: value}) for no, value in enumerate(said, 1)]
    options = tuple(
        ReplyOption(id=f"{_PICK}{no}", key=f"{line}_option", values=values)
        for no, values in numbered
    )
    listed = lines((line, {"no": no, **values}) for no, values in numbered)
    reply = Reply(key=key, values={"lines": listed}, options=options)
    return Answer(replies=(reply,), slots={"awaiting": "promise", "account": account.id})
