"""Reconciliation on the real database and the stand-in: what is lost is listed, then mended."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.kernel.errors import Rejected
from bot.kernel.money import Money
from bot.ledger import service as ledger
from bot.payments.reconciliation import claims, store
from bot.payments.reconciliation.model import Kind, Weight
from bot.payments.reconciliation.run import STEPS, Reconciliation
from bot.payments.tables import pay_links, pay_sessions, stripe_events
from bot.sandbox.stripe.api import Fault
from tests.integration.payments.conftest import ACCOUNT, agree


@pytest.fixture
def books(stripe_client, stripe_stand_in):
    return stripe_client


@pytest.fixture
def reconciliation(database, books, clock):
    return Reconciliation(database, books, clock)


@pytest.fixture
def look(reconciliation, clock):
    """Runs a quarter of an hour later; what was found, by kind and weight."""

    async def at_it():
        clock.advance(timedelta(minutes=15))
        result = await reconciliation.run(by="test")
        return [(each.finding.kind, each.finding.weight) for each in result.findings]

    return at_it


@pytest.fixture
def buy(cashier, issue, stripe_stand_in, stripe_session):
    """The person pays the next instalment of 500.00; the PaymentIntent."""

    async def pay(plan_id=None):
        await cashier.open_page((await issue(plan_id)).token)
        return stripe_stand_in.world.pay(stripe_session())

    return pay


@pytest.fixture
def settle(deliver, worker):
    async def do():
        await deliver()
        await worker.drain()

    return do


def difference(kind):
    return (kind, Weight.DIFFERENCE)


async def write(database, statement):
    async with database.transaction() as conn:
        await conn.execute(statement)


async def test_nothing_owed_to_anybody_is_nothing_found(look, debt):
    assert await look() == []


async def test_what_is_posted_and_worked_off_leaves_no_difference(look, buy, settle):
    await buy()
    await settle()
    assert await look() == []


async def test_a_lost_event_is_listed_until_the_sweep_finds_it(look, buy, worker):
    await buy()
    assert await look() == [difference(Kind.PAYMENT_NOT_POSTED)]
    await worker.sweep_once(timedelta(days=30))
    await worker.drain()
    assert await look() == []


async def test_what_was_paid_a_moment_ago_is_only_pending(reconciliation, buy):
    await buy()
    result = await reconciliation.run(by="test")
    (found,) = result.findings
    assert found.finding.weight is Weight.PENDING
    assert (result.run.differences, result.run.pending, result.is_clean) == (0, 1, True)


async def test_a_missing_payment_names_link_account_and_amount(reconciliation, buy, clock, debt):
    intent = await buy()
    clock.advance(timedelta(hours=2))
    (found,) = (await reconciliation.run(by="test")).findings
    assert (found.finding.subject, found.finding.account_id) == (intent["id"], ACCOUNT)
    assert found.finding.gap == Money(-50_000, "MXN")
    assert clock.now() - found.began_at == timedelta(hours=2)


async def test_one_cent_shows(look, buy, settle, stripe_stand_in):
    intent = await buy()
    await settle()
    stripe_stand_in.world.find(intent["id"])["amount_received"] += 1
    assert await look() == [difference(Kind.PAYMENT_AMOUNT)]


async def test_a_posting_that_stripe_does_not_know_is_listed(look, debt, database, clock):
    await _post(database, clock, "pi:pi_invented")
    assert await look() == [difference(Kind.PAYMENT_UNKNOWN)]


async def test_money_of_other_sources_is_not_stripes_matter(look, debt, database, clock):
    await _post(database, clock, "bank:1")
    assert await look() == []


async def test_a_payment_begun_before_the_reach_is_asked_for_by_its_id(
    reconciliation, buy, settle, clock
):
    await buy()
    clock.advance(timedelta(hours=30))
    await settle()
    result = await reconciliation.run(by="test", reach=timedelta(hours=1))
    assert result.findings == ()
    assert result.run.looked_at["payments"] == 0


async def test_a_refund_that_nobody_told_us_of_is_listed(look, buy, settle, stripe_stand_in):
    intent = await buy()
    await settle()
    stripe_stand_in.world.refund(intent["id"])
    assert await look() == [difference(Kind.REFUND_NOT_POSTED)]
    await settle()
    assert await look() == []


async def test_a_refund_that_failed_and_was_not_restored_is_listed(
    look, buy, settle, stripe_stand_in
):
    refund = stripe_stand_in.world.refund((await buy())["id"])
    await settle()
    stripe_stand_in.world.fail_refund(refund["id"])
    assert await look() == [difference(Kind.REFUND_NOT_UNDONE)]
    await settle()
    assert await look() == []


async def test_a_dispute_that_nobody_told_us_of_is_listed(look, buy, settle, stripe_stand_in):
    intent = await buy()
    await settle()
    dispute = stripe_stand_in.world.dispute(intent["id"])
    assert await look() == [difference(Kind.DISPUTE_NOT_POSTED)]
    await settle()
    stripe_stand_in.world.win_dispute(dispute["id"])
    assert await look() == [difference(Kind.DISPUTE_NOT_UNDONE)]
    await settle()
    assert await look() == []


async def test_a_link_marked_paid_without_money_is_listed(look, issue, database):
    link = await issue()
    paid = sa.update(pay_links).where(pay_links.c.id == link.id).values(state="paid")
    await write(database, paid)
    assert await look() == [difference(Kind.LINK_WITHOUT_PAYMENT)]


async def test_a_link_left_open_after_its_money_came_is_listed(look, buy, settle, database):
    await buy()
    await settle()
    await write(database, sa.update(pay_links).values(state="open"))
    assert await look() == [difference(Kind.LINK_STILL_OPEN)]


async def test_a_session_left_open_behind_a_closed_link_is_listed(
    look, cashier, issue, database, debt, clock, worker
):
    await cashier.open_page((await issue()).token)
    await issue(await agree(database, debt.contact_id, clock, parts=1))
    assert await look() == [difference(Kind.SESSION_STILL_OPEN)]
    await worker.sweep_once(timedelta(days=1))
    assert await look() == []


async def test_a_session_stuck_in_the_making_is_listed_while_it_could_be_paid(
    look, cashier, issue, database, clock
):
    await cashier.open_page((await issue()).token)
    stuck = sa.update(pay_sessions).values(state="creating", stripe_id=None, url=None)
    await write(database, stuck)
    assert await look() == [difference(Kind.SESSION_STUCK)]
    clock.advance(timedelta(days=1))
    assert await look() == []


async def test_a_payment_that_lost_its_metadata_is_found_by_its_session(
    look, buy, database, stripe_stand_in
):
    intent = await buy()
    stripe_stand_in.world.find(intent["id"])["metadata"].clear()
    await write(database, sa.update(pay_sessions).values(state="complete"))
    assert await look() == [difference(Kind.SESSION_PAYMENT_UNSEEN)]


async def test_dead_and_stuck_events_are_listed(look, deliver, worker, buy, database, clock):
    await buy()
    await deliver()
    await worker.drain()
    await write(database, sa.update(stripe_events).values(state="dead"))
    assert {kind for kind, _ in await look()} == {Kind.EVENT_DEAD}
    await write(database, sa.update(stripe_events).values(state="new"))
    clock.advance(timedelta(hours=1))
    assert {kind for kind, _ in await look()} == {Kind.EVENT_STUCK}


async def test_money_beyond_the_debt_ages_but_is_no_difference(look, debt, database, clock):
    await _post(database, clock, "bank:1", minor=150_001)
    assert await look() == [(Kind.CUSTOMER_CREDIT, Weight.AGEING)]


@pytest.fixture
def transferring(cashier, issue, stripe_stand_in, stripe_session):
    """The person chose SPEI for 500.00; the PaymentIntent."""

    async def start():
        await cashier.open_page((await issue()).token)
        return stripe_stand_in.world.start_transfer(stripe_session())

    return start


async def test_more_transferred_than_was_asked_ages_at_stripe_until_it_is_used(
    reconciliation, transferring, settle, stripe_stand_in, clock
):
    intent = await transferring()
    stripe_stand_in.world.transfer(intent["id"], 50_070)
    await settle()
    clock.advance(timedelta(minutes=15))
    (found,) = (await reconciliation.run(by="test")).findings
    idle = found.finding
    assert (idle.kind, idle.weight) == (Kind.IDLE_CASH, Weight.AGEING)
    assert (idle.account_id, idle.found) == (ACCOUNT, Money(70, "MXN"))
    assert idle.subject == f"{intent['customer']}:mxn"


async def test_a_transfer_on_its_way_or_used_to_the_cent_idles_not(
    look, transferring, settle, stripe_stand_in
):
    intent = await transferring()
    stripe_stand_in.world.transfer(intent["id"], 20_000)
    await settle()
    assert await look() == []
    stripe_stand_in.world.transfer(intent["id"], 30_000)
    await settle()
    assert await look() == []


async def test_a_transfer_page_of_before_the_reach_is_not_asked_for_again(
    reconciliation, transferring, settle, stripe_stand_in, clock
):
    stripe_stand_in.world.transfer((await transferring())["id"], 50_070)
    await settle()
    clock.advance(timedelta(hours=2))
    assert (await reconciliation.run(by="test", reach=timedelta(hours=1))).findings == ()


async def test_a_stripe_that_is_away_makes_the_run_failed(reconciliation, buy, stripe_stand_in):
    await buy()
    stripe_stand_in.api.faults.extend([Fault(status=500)] * 3)
    result = await reconciliation.run(by="test")
    assert (result.run.state, result.run.error) == ("failed", "StripeFailed")
    assert not result.is_clean


async def test_after_a_failed_run_the_next_may_begin(reconciliation, stripe_stand_in, buy):
    await buy()
    stripe_stand_in.api.faults.extend([Fault(status=500)] * 3)
    await reconciliation.run(by="test")
    assert (await reconciliation.run(by="test")).run.state == "done"


async def test_the_age_of_a_difference_is_kept_across_runs(reconciliation, debt, database, clock):
    await _post(database, clock, "pi:pi_invented")
    first = (await reconciliation.run(by="test")).findings[0].first_seen_at
    clock.advance(timedelta(days=3))
    again = await reconciliation.run(by="test")
    assert again.findings[0].first_seen_at == first
    assert again.findings[0].began_at <= first


async def test_runs_are_stored_as_they_were_found(reconciliation, debt, database, clock):
    await _post(database, clock, "pi:pi_invented")
    result = await reconciliation.run(by="ana")
    async with database.transaction() as conn:
        assert await store.latest(conn) == result.run
        assert tuple(await store.findings_of(conn, result.run.id)) == result.findings
    assert set(result.run.looked_at) == set(STEPS)


async def test_runs_are_never_changed(reconciliation, database):
    await reconciliation.run(by="ana")
    for table in ("reconciliations", "reconciliation_differences"):
        with pytest.raises(Exception, match="append-only"):
            await write(database, sa.text(f"DELETE FROM {table}"))


async def test_two_runs_do_not_go_at_once(reconciliation, database, clock):
    async with database.transaction() as conn:
        await claims.claim(
            conn, "rec_other", by="ana", now=clock.now(), wall_now=clock.now() + timedelta(days=99)
        )
    with pytest.raises(Rejected, match="reconciliation_running"):
        await reconciliation.run(by="beto")


async def test_a_run_whose_process_died_is_taken_over(reconciliation, database, clock):
    async with database.transaction() as conn:
        await claims.claim(
            conn, "rec_dead", by="ana", now=clock.now(), wall_now=clock.now() - timedelta(days=99)
        )
    assert (await reconciliation.run(by="beto")).run.state == "done"
    async with database.transaction() as conn:
        assert await claims.current(conn) is None


async def _post(database, clock, source, *, minor=10_000):
    received = ledger.PaymentReceived(
        source=source,
        account_id=ACCOUNT,
        plan_id=None,
        installment_no=None,
        amount=Money(minor, "MXN"),
        received_at=clock.now(),
        method="card",
    )
    async with database.transaction() as conn:
        await ledger.post_payment(conn, received)


async def test_a_payment_that_fits_no_account_only_rests(look, settle, stripe_stand_in):
    price = {"currency": "mxn", "unit_amount": 9_900}
    lost = {"pay_link": "pay_gone"}
    session = stripe_stand_in.world.create_session(
        {
            "mode": "payment",
            "success_url": "x",
            "line_items": [{"price_data": price}],
            "metadata": lost,
            "payment_intent_data": {"metadata": lost},
        }
    )
    stripe_stand_in.world.pay(session["id"])
    assert await look() == [difference(Kind.PAYMENT_NOT_POSTED)]
    await settle()
    assert await look() == [(Kind.UNAPPLIED_CASH, Weight.AGEING)]


async def test_a_partial_refund_is_held_to_the_cent(look, buy, settle, stripe_stand_in):
    intent = await buy()
    stripe_stand_in.world.refund(intent["id"], 1_001)
    assert len(await look()) == 2
    await settle()
    assert await look() == []
