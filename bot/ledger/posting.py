"""Posting a payment, once, with everything that follows from it in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.clock import local_date
from bot.kernel.errors import Permanent
from bot.kernel.ids import PlanId, new_folio
from bot.kernel.money import Money
from bot.ledger import journal, plans, promises, store
from bot.ledger.journal import Movement, Recorded, fingerprint
from bot.ledger.model import Account
from bot.ledger.payment import Effect, PaymentReceived, effect_of
from bot.ledger.plans import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What became of a payment; a repeat (`is_new` false) tells the balance as it is now.

    `plan_completed`: its agreement is fulfilled. `settlement_lapsed`: the money came after the
    settlement's day, it counts but nothing was forgiven; a person looks.
    """

    transaction_id: str
    folio: str
    is_new: bool
    balance_after: Money
    plan_completed: bool
    settlement_lapsed: bool


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
        return await _repeated(conn, known, owner=owner, plan_id=received.plan_id)
    return await _post_new(conn, received, owner=owner, input_hash=wanted)


async def _post_new(
    conn: AsyncConnection, received: PaymentReceived, *, owner: Account, input_hash: str
) -> Posting:
    day = local_date(received.received_at, owner.zone)
    plan = await _plan_in_force(conn, owner, day)
    charges = await store.open_charges(conn, owner.id)
    effect = effect_of(received, charges, plan=plan, day=day)
    payment = _movement(received, effect, day=day, input_hash=input_hash)
    transaction_id = (await journal.post(conn, [payment, *_discount(payment, effect)]))[0]
    if plan:
        await _advance(conn, plan, effect, transaction_id=transaction_id)
    await promises.settle(conn, owner.id, day)
    return Posting(
        transaction_id=transaction_id,
        folio=payment.folio or "",
        is_new=True,
        balance_after=await store.total_owed(conn, owner),
        plan_completed=effect.fate == "completed",
        settlement_lapsed=effect.fate == "lapsed",
    )


async def _repeated(
    conn: AsyncConnection, known: Recorded, *, owner: Account, plan_id: PlanId | None
) -> Posting:
    state = (await plans.plan(conn, plan_id)).state if plan_id else None
    return Posting(
        transaction_id=known.id,
        folio=known.folio or "",
        is_new=False,
        balance_after=await store.total_owed(conn, owner),
        plan_completed=state == "completed",
        settlement_lapsed=False,
    )


async def _plan_in_force(conn: AsyncConnection, owner: Account, day: date) -> Plan | None:
    plan = await plans.active_plan(conn, owner.id)
    if plan is None or day < local_date(plan.accepted_at, owner.zone):
        return None
    return plan


def _movement(
    received: PaymentReceived, effect: Effect, *, day: date, input_hash: str
) -> Movement:
    return Movement(
        kind="payment",
        account_id=received.account_id,
        key=received.source,
        input_hash=input_hash,
        occurred_on=day,
        posted_at=received.posted_at or received.received_at,
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


async def _advance(
    conn: AsyncConnection, plan: Plan, effect: Effect, *, transaction_id: str
) -> None:
    if effect.fate == "lapsed":
        await plans.set_state(conn, plan.id, "cancelled")
        return
    await plans.record_paid(conn, plan.id, paid=effect.progress, transaction_id=transaction_id)
    if effect.fate == "completed":
        await plans.set_state(conn, plan.id, "completed")


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
