"""A promise to pay: a day and an amount within the policy, put in writing, noted after a yes.

What was said so far is kept as a draft until the yes. Without a promise in the policy the person
hears what the policy has instead, or is given to somebody.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.cases.model import Reason
from bot.cases.store import open_case
from bot.kernel.messages import Reply
from bot.kernel.money import Money
from bot.ledger import service as ledger
from bot.ledger.service import Account, Promise
from bot.negotiation import promise_drafts as drafts
from bot.negotiation.promise_drafts import PromiseDraft
from bot.policy.schema import Policy
from bot.usecases import people
from bot.usecases.accounts import ask_account, chosen_account, own_accounts
from bot.usecases.call import Answer, Call, say
from bot.usecases.offers import Offers
from bot.usecases.promise_hearing import chosen_in, merged, names_other, said_in
from bot.usecases.promise_limits import PromiseLimits, Standing
from bot.usecases.promise_replies import (
    ask_amount,
    ask_day,
    choices_of,
    made_reply,
    summary,
)
from bot.usecases.promise_words import PromiseSaid, settles
from bot.usecases.values import MENU, day
from bot.usecases.written import is_answer_to, is_hedged

# How long half a promise is remembered: by tomorrow they may mean something else.
_DRAFT_LASTS: Final = timedelta(hours=24)
_NOBODY: Final = {"awaiting": "nobody", "wish": "none"}
_ASKED: Final = ("promise", "reminder")
_BARGAINS: Final = ("choice", "figures", "terms")


class Promises:
    """Hears promises under one version of the policy; `offers` is what else there is."""

    def __init__(self, policy: Policy, offers: Offers) -> None:
        self._limits = PromiseLimits(policy)
        self._offers = offers

    async def hear(self, call: Call) -> Answer:
        """Take in a day and an amount; ask for what is missing, or put the promise in writing.

        Of somebody unproved what they said is kept, and nothing is said.
        """
        account = await chosen_account(call)
        if account is None:
            await self._keep(call)
            if not call.contact.is_verified(call.now):
                return Answer()
            return await ask_account(call, "promise")
        standing = await self._limits.of(call, account)
        if standing is None:
            await drafts.drop_draft(call.conn, call.contact.id)
            return await self._offers.menu(call)
        return await self._go_on(call, standing)

    async def is_asked(self, call: Call) -> bool:
        """Whether a yes or a no now is about a promise: it was put last, or its button pressed."""
        if call.choice is not None:
            return call.choice.startswith(("prd_", "prm_"))
        if call.slots.get("awaiting") != "nobody":
            return call.slots.get("awaiting") in _ASKED
        draft = await drafts.draft_of(call.conn, call.contact.id, now=call.now)
        return draft is not None and draft.terms_outbox_id is not None

    def is_offered_by(self, call: Call) -> bool:
        """Whether a sum of their own is only for a day of their own: nothing is to be forgiven."""
        is_bargain = call.slots.get("awaiting") in _BARGAINS or settles(call.words)
        said = self._said(call, None)
        return not is_bargain and not said.is_plan and bool(said.days and said.amounts)

    async def is_changed_by(self, call: Call) -> bool:
        """Whether these words name a day while a promise of theirs stands or is in the making."""
        if not self._said(call, None).days or not call.contact.is_verified(call.now):
            return False
        draft = await self._own_draft(call)
        return draft is not None or await self._own_promise(call) is not None

    async def answer_yes(self, call: Call) -> Answer:
        """Note the promise if this yes can only mean it; else put in writing what is true now."""
        if _is_about_reminder(call):
            return await self._remind(call, wanted=True)
        draft = await self._own_draft(call)
        if draft is None or draft.account_id is None:
            return await self._nothing_asked(call)
        if names_other(draft, self._said(call, draft.amount)) or draft.due_on is None:
            return await self.hear(call)
        is_meant = call.choice in (None, draft.id) and not is_hedged(call)
        if not is_meant or not await is_answer_to(call, draft.terms_outbox_id):
            return await self.hear(call)
        account = await ledger.account(call.conn, draft.account_id)
        return await self._make(call, draft, account)

    async def answer_no(self, call: Call) -> Answer:
        """Note nothing; a no that names another day puts that one in writing."""
        if _is_about_reminder(call):
            return await self._remind(call, wanted=False)
        draft = await self._own_draft(call)
        if draft is not None and names_other(draft, self._said(call, draft.amount)):
            return await self.hear(call)
        await drafts.drop_draft(call.conn, call.contact.id)
        return Answer(replies=(Reply(key="terms.declined", options=MENU[1:]),), slots=_NOBODY)

    async def _go_on(self, call: Call, standing: Standing) -> Answer:
        before = await drafts.draft_of(call.conn, call.contact.id, now=call.now)
        said = chosen_in(call, before) or self._said(call, standing.past_due_or_total)
        if said.is_plan:
            return await self._offers.options(call)
        draft = merged(call, before, said, standing=standing)
        draft = replace(draft, choices=choices_of(said))
        await drafts.save_draft(call.conn, draft)
        if said.is_past:
            return say("promise.past", slots=_asking(standing.account))
        if len(said.days) > 1:
            return ask_day(said.days, standing.account)
        if len(said.amounts) > 1:
            return ask_amount(said.amounts, standing.account)
        if draft.due_on is None:
            return await self._ask(call, said, standing)
        return await self._put(call, draft, standing=standing, before=before, said=said)

    async def _ask(self, call: Call, said: PromiseSaid, standing: Standing) -> Answer:
        if said.is_empty and call.slots.get("awaiting") == "promise":
            return await people.misunderstood(call)
        return say("promise.when", slots=_asking(standing.account))

    async def _put(
        self,
        call: Call,
        draft: PromiseDraft,
        *,
        standing: Standing,
        before: PromiseDraft | None,
        said: PromiseSaid,
    ) -> Answer:
        """The promise in writing; for a later day the last one, and whoever insists, a person."""
        if draft.due_on is not None and draft.due_on > standing.last_day:
            if before is not None and before.is_nearest and said.days:
                return await self._refer(call, standing)
            draft = replace(draft, due_on=standing.last_day, is_nearest=True)
        elif said.days:
            draft = replace(draft, is_nearest=False)
        draft = replace(draft, expires_at=call.now + standing.stays_open)
        await drafts.save_draft(call.conn, draft)
        return Answer(
            replies=(summary(draft, standing),),
            slots={**_asking(standing.account), "wish": "promise"},
        )

    async def _make(self, call: Call, draft: PromiseDraft, account: Account) -> Answer:
        standing = await self._limits.of(call, account)
        terms = standing.terms_of(draft) if standing else None
        if standing is None or terms is None:
            return await self.hear(call)
        promise = await ledger.make_promise(
            call.conn,
            account_id=account.id,
            contact_id=call.contact.id,
            terms=terms,
            meta=standing.meta,
            made_at=call.now,
            made_wamid=call.turn_id,
        )
        await drafts.drop_draft(call.conn, call.contact.id)
        return made_reply(promise, today=standing.today)

    async def _remind(self, call: Call, *, wanted: bool) -> Answer:
        promise = await self._own_promise(call)
        if promise is None:
            return await self._nothing_asked(call)
        await ledger.set_reminder(call.conn, promise.id, wanted=wanted)
        if not wanted:
            return say("promise.no_reminder", slots=_NOBODY)
        the_day_before = promise.terms.due_on - timedelta(days=1)
        return say("promise.reminder", slots=_NOBODY, remind_on=day(the_day_before))

    async def _refer(self, call: Call, standing: Standing) -> Answer:
        """Beyond the policy's last day a person decides."""
        await drafts.drop_draft(call.conn, call.contact.id)
        await open_case(
            call.conn,
            contact_id=call.contact.id,
            reason=Reason.PROMISE_DATE,
            now=call.now,
            account_id=standing.account.id,
            hand_over=True,
        )
        return say("promise.referred", slots=_NOBODY, last_day=day(standing.last_day))

    async def _keep(self, call: Call) -> None:
        """Remember what is clear until we know who they are, or which account they mean."""
        said = self._said(call, None)
        if said.day is None and said.amount is None:
            return
        before = await drafts.draft_of(call.conn, call.contact.id, now=call.now)
        await drafts.save_draft(call.conn, merged(call, before, said, standing=None))

    async def _own_draft(self, call: Call) -> PromiseDraft | None:
        """What is in the making, unless it is somebody else's of the same phone."""
        draft = await drafts.draft_of(call.conn, call.contact.id, now=call.now)
        is_own = draft is not None and draft.account_id in await own_accounts(call)
        return draft if is_own else None

    async def _own_promise(self, call: Call) -> Promise | None:
        promise = await ledger.latest_promise(call.conn, call.contact.id)
        is_own = promise is not None and promise.account_id in await own_accounts(call)
        return promise if is_own else None

    async def _nothing_asked(self, call: Call) -> Answer:
        if not call.contact.is_verified(call.now):
            return await people.greet(call)
        if call.slots.get("awaiting") == "promise":
            return await self.hear(call)
        return Answer(replies=(Reply(key="terms.nothing_open", options=MENU),), slots=_NOBODY)

    def _said(self, call: Call, reference: Money | None) -> PromiseSaid:
        currency = self._limits.currency_of(call.contact.country)
        return said_in(call, currency=currency, reference=reference)


def _is_about_reminder(call: Call) -> bool:
    if call.choice is not None:
        return call.choice.startswith("prm_")
    return call.slots.get("awaiting") == "reminder"


def _asking(account: Account) -> dict[str, str]:
    return {"awaiting": "promise", "account": account.id}
