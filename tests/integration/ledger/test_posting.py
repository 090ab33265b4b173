"""A payment is posted once, whatever comes twice, and moves balance and agreement together."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import Permanent
from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.ledger.model import KeyReused
from bot.ledger.payment import PaymentReceived
from bot.ledger.plans import active_plan, next_installment
from bot.ledger.plans import plan as load_plan
from bot.ledger.posting import Posting, post_payment
from bot.ledger.store import balance
from bot.ledger.tables import entries, transactions
from bot.storage.database import Database
from tests.builders.ledger import (
    ACCOUNT,
    NOW,
    TODAY,
    agree,
    charge,
    lend,
    mxn,
    payment,
    terms,
)

CHECK_NOW = sa.text("SET CONSTRAINTS ALL IMMEDIATE")
DEBT = (
    charge("c1", "100", due=-60),
    charge("c2", "30", due=-60, of="late_interest"),
    charge("c3", "20", due=10, of="fee"),
)


async def books(conn: AsyncConnection) -> dict[str, int]:
    rows = await conn.execute(
        sa.select(entries.c.book, sa.func.sum(entries.c.amount_minor)).group_by(entries.c.book)
    )
    return {book: int(minor) for book, minor in rows}


async def test_a_payment_lowers_the_balance_to_the_cent(conn: AsyncConnection) -> None:
    await lend(conn, *DEBT)
    posting = await post_payment(conn, payment("99.99"))
    assert posting.is_new
    assert posting.balance_after == mxn("50.01")
    found = await balance(conn, ACCOUNT, today=TODAY)
    assert dict(found.components) == {"principal": mxn("30.01"), "fee": mxn("20")}
    await conn.execute(CHECK_NOW)


async def test_the_same_payment_again_changes_nothing(conn: AsyncConnection) -> None:
    await lend(conn, *DEBT)
    first = await post_payment(conn, payment("40"))
    again = await post_payment(conn, payment("40"))
    assert not again.is_new
    assert (again.transaction_id, again.folio) == (first.transaction_id, first.folio)
    assert again.balance_after == mxn("110")


async def test_one_source_with_two_amounts_is_refused(conn: AsyncConnection) -> None:
    await lend(conn, *DEBT)
    await post_payment(conn, payment("40"))
    with pytest.raises(KeyReused):
        await post_payment(conn, payment("41"))


async def test_two_workers_with_the_same_payment_post_it_once(database: Database) -> None:
    async with database.transaction() as conn:
        await lend(conn, *DEBT)

    async def post() -> Posting:
        async with database.transaction() as conn:
            return await post_payment(conn, payment("40"))

    postings = await asyncio.gather(*(post() for _ in range(5)))
    assert [p.is_new for p in postings].count(True) == 1
    assert {p.balance_after for p in postings} == {mxn("110")}


async def test_payments_at_once_never_pay_a_charge_twice(database: Database) -> None:
    async with database.transaction() as conn:
        await lend(conn, *DEBT)

    async def post(source: str) -> None:
        async with database.transaction() as conn:
            await post_payment(conn, payment("50", source=source))

    await asyncio.gather(*(post(f"pi:{n}") for n in range(4)))
    async with database.transaction() as conn:
        assert (await balance(conn, ACCOUNT, today=TODAY)).total == mxn("0")
        assert (await books(conn))["customer_credit"] == -5000


@pytest.mark.parametrize("minor", [0, -1])
async def test_a_payment_is_more_than_zero(conn: AsyncConnection, minor: int) -> None:
    await lend(conn, *DEBT)
    with pytest.raises(Permanent, match="more than zero"):
        await post_payment(conn, received(Money(minor, "MXN")))


async def test_a_payment_in_another_currency_is_refused(conn: AsyncConnection) -> None:
    await lend(conn, *DEBT)
    with pytest.raises(Permanent, match="is in MXN"):
        await post_payment(conn, received(Money(100, "USD")))


async def test_a_payment_for_an_unknown_account_is_refused(conn: AsyncConnection) -> None:
    with pytest.raises(Permanent, match="no account"):
        await post_payment(conn, received(mxn("1"), account_id=AccountId("nobody")))


async def test_a_payment_belongs_to_the_customers_own_day(conn: AsyncConnection) -> None:
    await lend(conn, *DEBT)
    before_midnight_in_mexico = datetime(2026, 11, 22, 5, 30, tzinfo=UTC)
    await post_payment(conn, payment("1", at=before_midnight_in_mexico))
    query = sa.select(transactions.c.occurred_on).where(transactions.c.kind == "payment")
    assert await conn.scalar(query) == TODAY


async def test_an_instalment_is_marked_paid_and_the_next_one_comes(conn: AsyncConnection) -> None:
    plan = await agree(conn, await lend(conn, *DEBT), terms("plan", "50", "50", "50"))
    posting = await post_payment(conn, payment("50", for_plan=plan, installment_no=1))
    after = await active_plan(conn, ACCOUNT)
    assert after is not None
    assert [i.state for i in after.installments] == ["paid", "pending", "pending"]
    assert (upcoming := next_installment(after)) is not None
    assert upcoming.no == 2
    assert not posting.plan_completed


async def test_the_last_instalment_completes_the_plan(conn: AsyncConnection) -> None:
    plan = await agree(conn, await lend(conn, *DEBT), terms("plan", "100", "50"))
    await post_payment(conn, payment("100", source="pi:1", for_plan=plan, installment_no=1))
    last = await post_payment(conn, payment("50", source="pi:2", for_plan=plan, installment_no=2))
    assert (last.plan_completed, last.balance_after) == (True, mxn("0"))
    done = await load_plan(conn, plan.id)
    assert (done.state, next_installment(done)) == ("completed", None)


SETTLEMENT = terms("settlement", "105", discount={"late_interest": "30", "fee": "15"})


async def test_a_settlement_paid_in_time_leaves_nothing_owed(conn: AsyncConnection) -> None:
    plan = await agree(conn, await lend(conn, *DEBT), SETTLEMENT)
    posting = await post_payment(conn, payment("105", for_plan=plan, installment_no=1))
    assert (posting.plan_completed, posting.balance_after) == (True, mxn("0"))
    assert (await books(conn))["discount"] == 4500
    await conn.execute(CHECK_NOW)


async def test_a_settlement_paid_twice_by_one_event_forgives_once(conn: AsyncConnection) -> None:
    plan = await agree(conn, await lend(conn, *DEBT), SETTLEMENT)
    await post_payment(conn, payment("105", for_plan=plan, installment_no=1))
    again = await post_payment(conn, payment("105", for_plan=plan, installment_no=1))
    assert (again.is_new, again.plan_completed) == (False, True)
    assert (await books(conn))["discount"] == 4500


async def test_a_settlement_paid_late_counts_but_forgives_nothing(conn: AsyncConnection) -> None:
    plan = await agree(conn, await lend(conn, *DEBT), SETTLEMENT)
    late = payment("105", for_plan=plan, installment_no=1, at=NOW + timedelta(days=8))
    posting = await post_payment(conn, late)
    assert (posting.settlement_lapsed, posting.plan_completed) == (True, False)
    assert posting.balance_after == mxn("45")
    assert (await load_plan(conn, plan.id)).state == "broken"
    assert "discount" not in await books(conn)


async def test_money_received_before_an_agreement_does_not_count_for_it(
    conn: AsyncConnection,
) -> None:
    plan = await agree(conn, await lend(conn, *DEBT), terms("plan", "100", "50"))
    await post_payment(conn, payment("100", at=NOW - timedelta(days=1)))
    assert [i.state for i in (await load_plan(conn, plan.id)).installments] == ["pending"] * 2


async def test_money_without_a_plan_counts_for_the_agreement_in_force(
    conn: AsyncConnection,
) -> None:
    plan = await agree(conn, await lend(conn, *DEBT), terms("plan", "100", "50"))
    await post_payment(conn, payment("100"))
    assert [i.state for i in (await load_plan(conn, plan.id)).installments] == ["paid", "pending"]


def received(amount: Money, *, account_id: AccountId = ACCOUNT) -> PaymentReceived:
    return PaymentReceived(
        source="pi:odd",
        account_id=account_id,
        plan_id=None,
        installment_no=None,
        amount=amount,
        received_at=NOW,
        method="card",
    )
