"""Posting a payment, once, with everything that follows from it in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.clock import local_date
from bot.kernel.errors import Permanent
from bot.kernel.ids import PlanId, new_folio
from bot.kernel.money import Money, total
from bot.ledger import installments, journal, lifecycle, plan_states, plans, promises, store
from bot.ledger.arranging import Moment
from bot.ledger.journal import Movement, Recorded, fingerprint
from bot.ledger.model import Account
from bot.ledger.payment import Effect, PaymentReceived, effect_of
from bot.ledger.plans import Plan
from bot.ledger.reach import asking


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What became of a payment; a repeat (`is_new` false) tells the balance as it is now.

    `plan` is the agreement it counted for, as it is now; `plan_completed`: that is fulfilled, and
    `discount` was forgiven. `credit` is the customer's, beyond all that was owed.
    `settlement_lapsed`: the money came after the settlement's day, it counts but nothing was
    forgiven; a person looks.
    """

    transaction_id: str
    folio: str
    is_new: bool
    method: str
    balance_after: Money
    credit: Money
    discount: Money
    plan: Plan | None
    plan_completed: bool
    settlement_lapsed: bool


@asking
async def post_payment(
    conn: AsyncConnection, received: PaymentReceived, *, input_hash: str | None = None
) -> Posting:
    """Post the payment unless its source is in the ledger already.

    Raises KeyReused when the source comes back as another payment, Permanent for an unknown
    account, another currency or an amount that is not positive. `input_hash` replaces ours where
    the caller compares more than we see.
    """
    owner = await store.lock_account(conn, received.account_id)
    _check(received, owner)
    wanted = input_hash or _input_hash(received)
    known = (await journal.recorded(conn, [received.source])).get(received.source)
    if known is not None:
        known.must_match(wanted)
        return await _repeated(conn, known, owner=owner, received=received)
    return await _post_new(conn, received, owner=owner, input_hash=wanted)


async def _post_new(
    conn: AsyncConnection, received: PaymentReceived, *, owner: Account, input_hash: str
) -> Posting:
    posted_at = received.posted_at or received.received_at
    came = Moment(day=local_date(received.received_at, owner.zone), posted_at=posted_at)
    plan = await lifecycle.in_force(conn, owner, came)
    effect = effect_of(received, await store.open_charges(conn, owner.id), plan=plan)
    payment = _movement(received, effect, at=came, input_hash=input_hash)
    transaction_id = (await journal.post(conn, [payment, *_discount(payment, effect)]))[0]
    today = Moment(day=local_date(posted_at, owner.zone), posted_at=posted_at)
    after = await _advance(conn, effect, transaction_id=transaction_id, at=today)
    await promises.settle(conn, owner, came=came.day, today=today.day)
    return Posting(
        transaction_id=transaction_id,
        folio=payment.folio or "",
        is_new=True,
        method=received.method,
        balance_after=await store.total_owed(conn, owner),
        credit=effect.credit,
        discount=_forgiven(effect, owner),
        plan=after,
        plan_completed=effect.fulfils,
        settlement_lapsed=plan is None and await _has_lapsed(conn, received.plan_id),
    )


async def _repeated(
    conn: AsyncConnection, known: Recorded, *, owner: Account, received: PaymentReceived
) -> Posting:
    plan = await plans.plan(conn, received.plan_id) if received.plan_id else None
    return Posting(
        transaction_id=known.id,
        folio=known.folio or "",
        is_new=False,
        method=received.method,
        balance_after=await store.total_owed(conn, owner),
        credit=Money.zero(owner.currency),
        discount=Money.zero(owner.currency),
        plan=plan,
        plan_completed=plan is not None and plan.state == "completed",
        settlement_lapsed=False,
    )


async def _advance(
    conn: AsyncConnection, effect: Effect, *, transaction_id: str, at: Moment
) -> Plan | None:
    """Write what the agreement has received; it ends when fulfilled, or when late all the same."""
    if effect.plan is None:
        return None
    plan = plan_states.on_day(effect.plan, at.day)
    await installments.record(
        conn, plan, effect.shares, transaction_id=transaction_id, posted_at=at.posted_at
    )
    if effect.fulfils:
        return await lifecycle.complete(conn, plan, at)
    return await lifecycle.break_if_missed(conn, plan, at)


async def _has_lapsed(conn: AsyncConnection, plan_id: PlanId | None) -> bool:
    if plan_id is None:
        return False
    plan = await plans.plan(conn, plan_id)
    return plan.terms.kind == "settlement" and plan.state == "broken"


def _forgiven(effect: Effect, owner: Account) -> Money:
    given = (entry.amount for entry in effect.discount if entry.book == "discount")
    return total(given, owner.currency)


def _movement(
    received: PaymentReceived, effect: Effect, *, at: Moment, input_hash: str
) -> Movement:
    return Movement(
        kind="payment",
        account_id=received.account_id,
        key=received.source,
        input_hash=input_hash,
        occurred_on=at.day,
        posted_at=at.posted_at,
        memo=received.method,
        entries=effect.entries,
        folio=new_folio(),
    )


def _discount(payment: Movement, effect: Effect) -> list[Movement]:
    if not effect.discount:
        return []
    return [
        Movement(
            kind="discount",
            account_id=payment.account_id,
            key=f"{payment.key}:discount",
            input_hash=payment.input_hash,
            occurred_on=payment.occurred_on,
            posted_at=payment.posted_at,
            memo="settlement",
            entries=effect.discount,
        )
    ]


def _check(received: PaymentReceived, owner: Account) -> None:
    if received.amount.amount_minor <= 0:
        raise Permanent(f"{received.source}: a payment is more than zero")
    if received.amount.currency != owner.currency:
        raise Permanent(f"{received.source}: the account is in {owner.currency}")


def _input_hash(received: PaymentReceived) -> str:
    return fingerprint(
        {
            "account": received.account_id,
            "plan": received.plan_id,
            "installment": received.installment_no,
            "amount": received.amount.amount_minor,
            "currency": received.amount.currency,
            "method": received.method,
        }
    )
