"""Whether cash came in time is judged by when it can have been paid, not by when we hear of it."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.contacts.tables import contacts
from bot.kernel.money import Money
from bot.ledger.ageing import age
from bot.outbox.tables import outbox
from bot.payments.tables import pay_sessions
from tests.integration.payments.conftest import ACCOUNT, agree

WEDNESDAY = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
FRIDAY, SUNDAY, MONDAY, TUESDAY = (WEDNESDAY + timedelta(days=n) for n in (2, 4, 5, 6))
NOTHING = Money(0, "MXN")


@pytest.fixture
def confirm(deliver, worker, clock, stripe_stand_in):
    """Stripe hears of the cash then, and we hear of it from Stripe."""

    async def at(intent, moment):
        clock.set(moment)
        stripe_stand_in.world.confirm_cash(intent["id"])
        await deliver()
        await worker.drain()

    return at


@pytest.fixture
async def handed_over(cashier, issue, database, debt, clock, stripe_stand_in, stripe_session):
    """A settlement of 1,500.00 for 1,000.00 by Friday; the cash was given on Friday."""
    clock.set(WEDNESDAY)
    terms = {"parts": 1, "discount": 50_000, "due_on": FRIDAY.date()}
    plan_id = await agree(database, debt.contact_id, clock, **terms)
    await cashier.open_page((await issue(plan_id, ahead=MONDAY - WEDNESDAY)).token)
    world = stripe_stand_in.world
    intent = world.print_voucher(stripe_session())
    clock.set(FRIDAY)
    return world.give_cash(intent["id"])


async def test_cash_given_on_the_last_day_and_confirmed_on_monday_settles(
    confirm, handed_over, owed
):
    await confirm(handed_over, MONDAY)
    assert await owed() == NOTHING


async def test_cash_confirmed_on_tuesday_came_too_late_for_friday(confirm, handed_over, owed):
    await confirm(handed_over, TUESDAY)
    assert await owed() == Money(50_000, "MXN")


async def test_a_settlement_that_ended_over_the_weekend_is_taken_up_again(
    confirm, handed_over, database, owed
):
    async with database.transaction() as conn:
        await age(conn, ACCOUNT, now=SUNDAY)
    assert await owed() == Money(150_000, "MXN")
    await confirm(handed_over, MONDAY)
    assert await owed() == NOTHING


async def test_receipt_and_page_name_the_method_and_the_day_of_the_cash(
    confirm, handed_over, database
):
    async with database.transaction() as conn:
        await conn.execute(sa.update(contacts).values(last_inbound_at=MONDAY))
    await confirm(handed_over, MONDAY)
    async with database.transaction() as conn:
        query = sa.select(outbox.c.message).where(outbox.c.reply_key.like("payment.receipt%"))
        receipt = str((await conn.execute(query)).scalar_one())
        paid_at = await conn.scalar(sa.select(pay_sessions.c.paid_at))
    assert "27 de noviembre" in receipt
    assert "OXXO" in receipt
    assert paid_at.date() == FRIDAY.date()
