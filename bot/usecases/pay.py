"""Payment links for what was agreed, and what people say they have paid already."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cases.model import Reason
from bot.cases.store import open_case
from bot.kernel.clock import local_date
from bot.kernel.errors import Rejected
from bot.kernel.messages import IncomingOther, Reply
from bot.kernel.privacy import Vault
from bot.ledger import service as ledger
from bot.ledger.service import Account, LedgerDoubt, Plan
from bot.negotiation import offers as store
from bot.payments.links import create_link
from bot.payments.model import Purpose
from bot.payments.obligation import has_lapsed
from bot.usecases.accounts import ask_account, chosen_account
from bot.usecases.call import Answer, Call, say
from bot.usecases.negotiate import Negotiate
from bot.usecases.offers import Offers
from bot.usecases.pay_words import wanted_purpose
from bot.usecases.values import day, money

# A link for something already due stays good for this many days after today.
_GRACE = timedelta(days=2)


class Pay:
    """Hands out links to our own pay page at `public_url`."""

    def __init__(
        self, offers: Offers, negotiate: Negotiate, *, vault: Vault, public_url: str
    ) -> None:
        self._offers = offers
        self._negotiate = negotiate
        self._vault = vault
        self._public_url = public_url.rstrip("/")

    async def pay_now(self, call: Call) -> Answer:
        """The link of the plan in force, or the terms of what is wanted or can be paid.

        What the person does not recognise is not to be paid: the policy sends it to a person.
        """
        account = await chosen_account(call)
        if account is None:
            return await ask_account(call, "pay")
        if ledger.is_paused(account):
            return await self._offers.menu(call)
        plan = await ledger.active_plan(call.conn, account.id)
        today = local_date(call.now, account.zone)
        if plan is None or ledger.next_installment(plan) is None or has_lapsed(plan, today):
            return await self._negotiate.pay_part(call) or await self._offers.pay_terms(call)
        return await self.link_of(call, plan, wanted_purpose(_said(call), plan, today))

    async def link_of(self, call: Call, plan: Plan, purpose: Purpose | None = None) -> Answer:
        """The link for `purpose` of the plan, else for what is to be paid of it next.

        It is not sent if the plan's terms never arrived.
        """
        account = await ledger.account(call.conn, plan.account_id)
        due = ledger.next_installment(plan)
        if due is None:
            return say("pay.nothing_to_pay", slots={"awaiting": "nobody"})
        try:
            link = await create_link(
                call.conn,
                self._vault,
                plan_id=plan.id,
                account_id=account.id,
                contact_id=call.contact.id,
                expires_at=_end(plan, due.due_on, account=account, now=call.now),
                now=call.now,
                purpose=purpose,
            )
        except LedgerDoubt:
            return await self._offers.menu(call)  # says that a person looks at the account
        except Rejected:
            return say("pay.nothing_to_pay", slots={"awaiting": "nobody"})
        offer = await store.get(call.conn, plan.offer_id)
        values = {
            "creditor": account.creditor,
            "amount": money(link.amount),
            "expires": day(local_date(link.expires_at - timedelta(seconds=1), account.zone)),
            "requires": offer.terms_outbox_id if offer else None,
        }
        reply = Reply(key="pay.link", values=values, url=f"{self._public_url}/p/{link.token}")
        return Answer(replies=(reply,), slots={"awaiting": "nobody"})


def _said(call: Call) -> str:
    """The person's words, unless they were said to prove who they are."""
    return "" if call.slots.get("identity") else call.words


def _end(plan: Plan, due_on: date, *, account: Account, now: datetime) -> datetime:
    """The midnight that a link ends with; the price of a settlement holds until its day only."""
    last_day = max(due_on, local_date(now, account.zone) + _GRACE)
    if plan.terms.kind == "settlement":
        last_day = due_on
    return datetime.combine(last_day + timedelta(days=1), time.min, ZoneInfo(account.zone))


async def report_paid(call: Call) -> Answer:
    """Open a case for the payment the person says they made; nothing is posted on their word."""
    account = await chosen_account(call)
    case = await open_case(
        call.conn,
        contact_id=call.contact.id,
        reason=Reason.ALREADY_PAID,
        now=call.now,
        account_id=account.id if account else None,
        hand_over=False,
    )
    is_proved = isinstance(call.message.message, IncomingOther)  # the words came with a picture
    key = "payment.proof_received" if is_proved else "payment.reported"
    return say(key, slots={"awaiting": "nobody"}, folio=case.folio)
