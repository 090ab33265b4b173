"""What one message adds to a promise in the making: a day, an amount, or the choice of one."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.kernel.ids import PromiseDraftId, new_id
from bot.kernel.money import Money
from bot.negotiation.promise_drafts import PromiseDraft
from bot.usecases.call import Call
from bot.usecases.promise_limits import Standing
from bot.usecases.promise_replies import read_pressed
from bot.usecases.promise_words import PromiseSaid, read_promise

# How long half a promise is remembered: by tomorrow they may mean something else.
_DRAFT_LASTS: Final = timedelta(hours=24)


def said_in(call: Call, *, currency: str, reference: Money | None) -> PromiseSaid:
    """What the words say of a promise, in the currency of `reference`, else in `currency`.

    Words that prove who they are, or choose an account, say nothing.
    """
    slots = call.slots
    names_account = slots.get("awaiting") == "account" and slots.get("account_for") == "promise"
    if call.choice or slots.get("identity") or names_account:
        return PromiseSaid()
    return read_promise(
        call.words,
        today=call.today,
        country=call.contact.country,
        language=call.contact.language,
        currency=reference.currency if reference else currency,
        reference=reference,
    )


def chosen_in(call: Call, before: PromiseDraft | None) -> PromiseSaid | None:
    """The reading that was picked of those we asked back with."""
    if before is None or not before.choices or call.slots.get("identity"):
        return None
    return read_pressed(call, before)


def names_other(draft: PromiseDraft, said: PromiseSaid) -> bool:
    """Whether a yes or a no names something else than what was put."""
    other_day = bool(said.days) and said.day != draft.due_on
    return other_day or said.is_past or (bool(said.amounts) and said.amount != draft.amount)


def merged(
    call: Call, before: PromiseDraft | None, said: PromiseSaid, *, standing: Standing | None
) -> PromiseDraft:
    """What was said now, over what was said before of the same account."""
    account_id = standing.account.id if standing else None
    if before is not None and before.account_id not in (None, account_id):
        before = None
    amount = said.amount or (before.amount if before else None)
    return PromiseDraft(
        id=PromiseDraftId(new_id("prd")),
        contact_id=call.contact.id,
        account_id=account_id,
        amount=standing.amount_for(said, amount) if standing else amount,
        due_on=said.day or (before.due_on if before and not said.is_past else None),
        choices=(),
        is_nearest=before.is_nearest if before else False,
        terms_outbox_id=None,
        expires_at=call.now + _DRAFT_LASTS,
    )
