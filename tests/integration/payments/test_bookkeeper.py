"""From events to the ledger: once, in any order, whatever is repeated or lost."""

import asyncio
import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.cases.tables import case_messages
from bot.contacts.tables import contacts as contacts_table
from bot.kernel.money import Money
from bot.ledger import service as ledger
from bot.ledger.tables import transactions
from bot.payments.event_store import MOST_ATTEMPTS
from bot.payments.tables import pay_links, stripe_events
from bot.sandbox.stripe import objects
from bot.sandbox.stripe.api import Fault
from tests.integration.payments.conftest import ACCOUNT, agree
from tests.support.people import record, save


@dataclass(kw_only=True)
class Till:
    """A person pays at Stripe, events arrive, the worker works, people look at the results."""

    cashier: Any
    issue: Any
    stripe: Any
    open_session: Any
    deliver: Any
    worker: Any
    database: Any

    async def buy(self, plan_id=None):
        """The person pays the plan's next instalment; the PaymentIntent."""
        await self.cashier.open_page((await self.issue(plan_id)).token)
        return self.stripe.world.pay(self.open_session())

    async def settle(self, events=None):
        """Events arrive (all, or those given) and are worked off."""
        await self.deliver(events)
        await self.worker.drain()

    async def concerns(self):
        """What people were asked to look at."""
        codes = await self._column(case_messages.c.code, case_messages.c.seq)
        return [code for code in codes if code != "opened"]

    async def event_states(self):
        return set(await self._column(stripe_events.c.state, stripe_events.c.id))

    async def write(self, statement):
        async with self.database.transaction() as conn:
            await conn.execute(statement)

    async def _column(self, column, order):
        async with self.database.transaction() as conn:
            return list((await conn.execute(sa.select(column).order_by(order))).scalars())


@pytest.fixture
def till(request):
    wanted = ("cashier", "issue", "deliver", "worker", "database")
    parts = {name: request.getfixturevalue(name) for name in wanted}
    stripe = request.getfixturevalue("stripe_stand_in")
    open_session = request.getfixturevalue("stripe_session")
    return Till(stripe=stripe, open_session=open_session, **parts)


async def test_a_payment_is_posted_and_receipted(till, owed, replies):
    await till.buy()
    await till.deliver()
    assert await till.worker.drain() == 3
    assert await owed() == Money(100_000, "MXN")
    assert await replies() == ["payment.receipt"]


async def test_the_last_payment_closes_the_matter(till, owed, replies, database, debt, clock):
    await till.buy(await agree(database, debt.contact_id, clock, parts=1))
    await till.settle()
    assert await owed() == Money(0, "MXN")
    assert await replies() == ["payment.receipt_done"]


async def test_a_settlement_paid_in_time_leaves_nothing_owed(
    till, owed, replies, database, debt, clock
):
    await till.buy(await agree(database, debt.contact_id, clock, parts=1, discount=40_000))
    await till.settle()
    assert await owed() == Money(0, "MXN")
    assert await replies() == ["payment.receipt_done"]


@pytest.mark.parametrize("seed", range(4))
async def test_events_repeated_and_shuffled_post_once(till, owed, replies, seed):
    await till.buy()
    events = till.stripe.world.events * 2
    random.Random(seed).shuffle(events)
    for event in events:
        await till.settle([event])
    assert await owed() == Money(100_000, "MXN")
    assert await replies() == ["payment.receipt"]


async def test_a_payment_nobody_told_us_of_is_found_by_the_sweep(till, owed):
    await till.buy()
    await till.worker.sweep_once(timedelta(days=30))
    await till.worker.sweep_once(timedelta(days=30))
    await till.worker.drain()
    assert await owed() == Money(100_000, "MXN")
    assert await till.event_states() == {"done"}


async def test_an_unverified_payer_is_thanked_without_figures(till, replies):
    await till.buy()
    await till.write(sa.update(contacts_table).values(verified_until=None))
    await till.settle()
    assert await replies() == ["payment.thanks"]


async def test_whoever_shares_the_payers_phone_is_thanked_without_figures(till, replies, vault):
    await till.buy()
    async with till.database.transaction() as conn:
        await save(conn, vault, record("CUS-SOMEBODY-ELSE"))
    await till.write(sa.update(contacts_table).values(customer_id="CUS-SOMEBODY-ELSE"))
    await till.settle()
    assert await replies() == ["payment.thanks"]


async def test_when_stripe_is_away_the_event_waits(till, owed):
    await till.buy()
    await till.deliver(till.stripe.world.events[1:2])
    till.stripe.api.faults.extend([Fault(status=500)] * 3)
    await till.worker.drain()
    assert await till.event_states() == {"new"}
    await till.write(sa.update(stripe_events).values(retry_at=stripe_events.c.vendor_at))
    await till.worker.drain()
    assert await till.event_states() == {"done"}
    assert await owed() == Money(100_000, "MXN")


async def test_an_event_that_never_works_is_buried(till):
    await till.settle([_event("payment_intent.succeeded", "pi_gone")])
    assert await till.event_states() == {"dead"}


async def test_tries_are_counted_to_an_end(till):
    await till.deliver([_event("payment_intent.succeeded", "pi_any")])
    await till.write(sa.update(stripe_events).values(attempts=MOST_ATTEMPTS - 1))
    till.stripe.api.faults.extend([Fault(status=500)] * 3)
    await till.worker.drain()
    assert await till.event_states() == {"dead"}


async def test_an_event_of_an_unknown_type_is_done_with(till):
    await till.settle([_event("treasury.quantum_transfer.settled", "tqt_1")])
    assert await till.event_states() == {"done"}


async def test_a_payment_that_is_not_ours_changes_nothing(till, owed):
    world = till.stripe.world
    price = {"currency": "mxn", "unit_amount": 9_900}
    session = world.create_session(
        {"mode": "payment", "success_url": "x", "line_items": [{"price_data": price}]}
    )
    world.pay(session["id"])
    await till.settle()
    assert await owed() == Money(150_000, "MXN")
    assert await till.event_states() == {"done"}


async def test_money_that_comes_after_the_terms_changed_counts_and_is_looked_at(
    till, owed, database, debt, clock
):
    await till.buy()
    await till.issue(await agree(database, debt.contact_id, clock, parts=2))
    await till.settle()
    assert await owed() == Money(100_000, "MXN")
    assert await till.concerns() == ["payment_of_old_terms"]


async def test_money_that_comes_after_the_link_ended_is_looked_at(till, clock):
    await till.buy()
    earlier = clock.now() - timedelta(minutes=5)
    await till.write(sa.update(pay_links).values(expires_at=earlier))
    await till.settle()
    assert await till.concerns() == ["payment_after_expiry"]


async def test_a_full_refund_is_taken_back_out_of_the_ledger(till, owed):
    intent = await till.buy()
    till.stripe.world.refund(intent["id"])
    await till.deliver()
    await till.settle()
    assert await owed() == Money(150_000, "MXN")
    assert await till.concerns() == ["refund_succeeded"]


async def test_a_refund_seen_before_its_payment_ends_the_same(till, owed, replies):
    till.stripe.world.refund((await till.buy())["id"])
    for event in reversed(till.stripe.world.events):
        await till.settle([event])
    assert await owed() == Money(150_000, "MXN")
    assert await replies() == ["payment.receipt"]


async def test_a_refund_that_failed_counts_as_never_given(till, owed):
    refund = till.stripe.world.refund((await till.buy())["id"])
    await till.settle()
    till.stripe.world.fail_refund(refund["id"])
    await till.settle()
    assert await owed() == Money(100_000, "MXN")
    assert await till.concerns() == ["refund_succeeded", "refund_failed"]


@pytest.mark.parametrize("status", ["pending", "requires_action"])
async def test_a_refund_that_is_not_decided_has_taken_nothing_yet(till, owed, status):
    refund = till.stripe.world.refund((await till.buy())["id"], status=status)
    await till.settle()
    assert await owed() == Money(100_000, "MXN")
    till.stripe.world.settle_refund(refund["id"])
    await till.settle()
    assert await owed() == Money(150_000, "MXN")


async def test_what_was_refunded_in_part_is_owed_again_and_looked_at(till, owed):
    till.stripe.world.refund((await till.buy())["id"], 1_000)
    await till.settle()
    await till.settle()
    assert await owed() == Money(101_000, "MXN")
    assert await till.concerns() == ["refund_succeeded"]


async def test_partial_refunds_add_up_and_one_that_failed_does_not_count(till, owed):
    intent = await till.buy()
    first = till.stripe.world.refund(intent["id"], 1_000)
    till.stripe.world.refund(intent["id"], 2_500)
    await till.settle()
    assert await owed() == Money(103_500, "MXN")
    till.stripe.world.fail_refund(first["id"])
    await till.settle()
    assert await owed() == Money(102_500, "MXN")


async def test_a_dispute_of_what_was_partly_refunded_takes_what_is_left(till, owed):
    intent = await till.buy()
    refund = till.stripe.world.refund(intent["id"], 1_000)
    till.stripe.world.dispute(intent["id"])
    await till.settle()
    assert await owed() == Money(150_000, "MXN")
    assert "money_back_beyond" in await till.concerns()
    till.stripe.world.fail_refund(refund["id"])
    await till.settle()
    assert await owed() == Money(150_000, "MXN")


async def _waiting(till):
    async with till.database.transaction() as conn:
        return await ledger.unapplied(conn)


async def test_money_for_a_link_that_is_not_known_waits_unapplied(till, owed):
    intent = await till.buy()
    intent["metadata"]["pay_link"] = "lnk_gone"
    await till.settle()
    await till.settle()
    (found,) = await _waiting(till)
    assert (found.source, found.left) == (f"pi:{intent['id']}", Money(50_000, "MXN"))
    assert await owed() == Money(150_000, "MXN")
    assert await till.event_states() == {"done"}


async def test_money_in_another_currency_waits_unapplied_and_is_looked_at(till, owed):
    intent = await till.buy()
    intent["currency"] = "usd"
    await till.settle()
    (found,) = await _waiting(till)
    assert (found.claimed_account, found.left) == ("ACC-1", Money(50_000, "USD"))
    assert await owed() == Money(150_000, "MXN")
    assert await till.concerns() == ["payment_unapplied"]


async def test_unapplied_money_that_was_refunded_waits_no_more(till):
    intent = await till.buy()
    intent["metadata"]["pay_link"] = "lnk_gone"
    till.stripe.world.refund(intent["id"])
    await till.settle()
    assert await _waiting(till) == []


async def test_a_refund_of_money_applied_by_hand_is_taken_from_the_account(till, owed, clock):
    intent = await till.buy()
    intent["metadata"]["pay_link"] = "lnk_gone"
    await till.settle()
    (found,) = await _waiting(till)
    async with till.database.transaction() as conn:
        who = {"by": "usr_1", "now": clock.now()}
        await ledger.apply_unapplied(conn, found.transaction_id, ACCOUNT, **who)
    assert await owed() == Money(100_000, "MXN")
    till.stripe.world.refund(intent["id"], 1_000)
    await till.settle()
    assert await owed() == Money(101_000, "MXN")


async def test_disputed_money_leaves_and_returns(till, owed, database):
    dispute = till.stripe.world.dispute((await till.buy())["id"])
    await till.settle()
    assert await owed() == Money(150_000, "MXN")
    till.stripe.world.win_dispute(dispute["id"])
    await till.settle()
    assert await owed() == Money(100_000, "MXN")
    async with database.transaction() as conn:
        keys = (await conn.execute(sa.select(transactions.c.idempotency_key))).scalars()
        assert {f"du:{dispute['id']}:withdrawn", f"du:{dispute['id']}:reinstated"} <= {*keys}


async def test_two_workers_post_a_payment_once(till, owed, replies):
    await till.buy()
    await till.deliver()
    await asyncio.gather(till.worker.drain(), till.worker.drain(), till.worker.drain())
    assert await owed() == Money(100_000, "MXN")
    assert await replies() == ["payment.receipt"]


async def test_sessions_of_revoked_links_are_closed_at_stripe(till, database, debt, clock):
    await till.cashier.open_page((await till.issue()).token)
    stray = till.open_session()
    await till.issue(await agree(database, debt.contact_id, clock, parts=1))
    await till.worker.sweep_once(timedelta(days=1))
    assert till.stripe.world.find(stray)["status"] == "expired"


async def test_a_sweep_survives_a_stripe_that_is_away(till):
    till.stripe.api.faults.extend([Fault(status=500)] * 3)
    await till.worker.sweep_once(timedelta(days=30))
    assert not till.stripe.api.faults


def _event(type_, object_id):
    return objects.event(type_, {"id": object_id}, created=1, api_version="v")
