"""Whatever people, banks, Stripe and lost webhooks do in whatever order: the books are right."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.kernel.clock import SystemClock
from bot.kernel.money import Money
from bot.payments.worker import PaymentsWorker
from bot.storage.doorbell import Doorbell
from tests.support import debts
from tests.support.payer import Payer

ACTS = (
    *("ask_for_a_link", "open_page", "open_page", "open_two_tabs", "pay", "pay", "decline"),
    *("bring_events", "bring_events", "pay_at_the_bank", "agree_anew", "wait"),
    *("refund", "fail_refund", "dispute", "win_dispute"),
)
STORIES = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 99)), min_size=4, max_size=18)
BEGINNING = [("ask_for_a_link", 0), ("open_page", 0)]
PATIENTLY = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def meet(database, redis, vault, clock, stripe_stand_in, cashier, deliver, worker):
    """Meets another payer, who agreed to pay 1,500.00 MXN in so many parts."""
    later = PaymentsWorker(
        database,
        worker._bookkeeper,
        worker._sweep,
        doorbell=Doorbell(redis),
        wall_clock=SystemClock(timedelta(hours=1)),
    )

    async def make(parts):
        async with database.transaction() as conn:
            debt = await debts.lend(conn, vault, Money(150_000, "MXN"), clock)
            plan_id = await debts.agree(conn, debt, debt.owed, parts=parts, clock=clock)
        return Payer(
            database=database,
            vault=vault,
            clock=clock,
            stripe=stripe_stand_in,
            cashier=cashier,
            worker=later,
            deliver=deliver,
            debt=debt,
            plan_id=plan_id,
            seen=len(stripe_stand_in.world.events),
        )

    return make


async def live(payer, story):
    for act, pick in story:
        await getattr(payer, act)(pick)


@PATIENTLY
@given(story=STORIES, parts=st.integers(1, 3))
@example(parts=2, story=[("pay", 0), ("refund", 0), ("fail_refund", 0), ("refund", 0)])
@example(parts=1, story=[("pay_at_the_bank", 5), ("pay", 0), ("bring_events", 1), ("refund", 0)])
@example(parts=3, story=[("wait", 24), ("open_page", 0), ("pay", 0), ("pay", 0)])
@example(parts=3, story=[("agree_anew", 1), ("open_page", 0), ("pay", 0), ("dispute", 0)])
@example(parts=2, story=[("pay", 0), ("agree_anew", 2), ("bring_events", 3), ("open_page", 0)])
async def test_any_story_ends_with_right_books(meet, story, parts):
    payer = await meet(parts)
    await live(payer, BEGINNING + story)
    await payer.settle()


@PATIENTLY
@given(order=st.permutations(["pay", "pay_at_the_bank", "agree_anew", "decline", "wait"]))
async def test_paying_while_everything_changes_is_posted_once(meet, order):
    payer = await meet(2)
    await live(payer, [*BEGINNING, *((act, 3) for act in order)])
    await payer.settle()


@settings(PATIENTLY, max_examples=12)
@given(order=st.permutations(["refund", "fail_refund", "refund", "fail_refund", "bring_events"]))
async def test_money_that_goes_back_and_forth_counts_as_it_stands(meet, order):
    payer = await meet(1)
    await live(payer, [*BEGINNING, ("pay", 0), *((act, 1) for act in order)])
    await payer.settle()


async def test_many_payers_at_once_do_not_mix(meet):
    payers = [await meet(parts) for parts in (1, 2, 3)]
    for act in ("ask_for_a_link", "open_page", "pay"):
        for payer in payers:
            await getattr(payer, act)(0)
    for payer in payers:
        await payer.settle()
