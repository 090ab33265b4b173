"""An agreement in the books and over the days: arranged, late, broken, taken up again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.money import Money
from bot.ledger import ageing, not_kept
from bot.ledger.plans import Plan, active_plan
from bot.ledger.plans import plan as load_plan
from bot.ledger.posting import post_payment
from bot.ledger.store import balance
from bot.ledger.tables import entries, installment_payments, plans, transactions
from tests.builders.ledger import ACCOUNT, NOW, TODAY, agree, charge, lend, mxn, payment, terms
from tests.support.refunds import bring_again, give_back

DEBT = (
    charge("c1", "100", due=-60),
    charge("c2", "30", due=-60, of="late_interest"),
    charge("c3", "20", due=10, of="fee"),
)
TWO = terms("plan", "100", "50")
SETTLEMENT = terms("settlement", "105", discount={"late_interest": "30", "fee": "15"})


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)


async def books(conn: AsyncConnection) -> dict[str, Money]:
    query = sa.select(entries.c.book, sa.func.sum(entries.c.amount_minor)).group_by(entries.c.book)
    sums = {book: Money(int(minor), "MXN") for book, minor in await conn.execute(query)}
    return {book: amount for book, amount in sums.items() if amount}


async def memos(conn: AsyncConnection) -> list[str]:
    query = (
        sa.select(transactions.c.memo)
        .where(transactions.c.kind == "arrangement")
        .order_by(transactions.c.seq)
    )
    return list((await conn.execute(query)).scalars())


async def states(conn: AsyncConnection, agreed: Plan) -> tuple[str, list[str]]:
    now = await load_plan(conn, agreed.id)
    return now.state, [i.state for i in now.installments]


async def give(conn: AsyncConnection, paid: str, minor: int, *, days: int = 0) -> str:
    at = later(days)
    return await give_back(conn, paid, minor, source=f"re:{days}", day=at.date(), at=at)


async def test_what_is_agreed_about_is_arranged_and_the_balance_is_the_same(
    conn: AsyncConnection,
) -> None:
    contact_id = await lend(conn, *DEBT)
    before = await balance(conn, ACCOUNT, today=TODAY)
    agreed = await agree(conn, contact_id, TWO)
    assert await balance(conn, ACCOUNT, today=TODAY) == before
    assert (await books(conn))["arranged"] == mxn("150")
    assert agreed.folio in (await memos(conn))[0]


async def test_bringing_current_arranges_only_what_is_past_due(conn: AsyncConnection) -> None:
    await agree(conn, await lend(conn, *DEBT), terms("current", "130"))
    found = await books(conn)
    assert (found["arranged"], found["receivable"]) == (mxn("130"), mxn("20"))


async def test_a_new_agreement_gives_back_what_the_old_one_arranged(conn: AsyncConnection) -> None:
    contact_id = await lend(conn, *DEBT)
    first = await agree(conn, contact_id, TWO)
    await agree(conn, contact_id, terms("current", "130"))
    assert await states(conn, first) == ("superseded", ["cancelled", "cancelled"])
    assert (await books(conn))["arranged"] == mxn("130")


async def test_a_broken_plan_restores_the_debt_less_what_was_paid(conn: AsyncConnection) -> None:
    agreed = await agree(conn, await lend(conn, *DEBT), TWO)
    await post_payment(conn, payment("30", for_plan=agreed))
    aged = await ageing.age(conn, ACCOUNT, later(8))
    assert aged.broken_plans == (agreed.id,)
    assert await books(conn) == {
        "cash": mxn("30"),
        "receivable": mxn("120"),
        "charged": mxn("-150"),
    }
    assert await states(conn, agreed) == ("broken", ["cancelled", "cancelled"])
    assert (await memos(conn))[-1] == (
        f"plan {agreed.folio} broken: instalment 1 due 2026-11-28 paid 30.00 of 100.00"
    )


async def test_ageing_twice_is_once(conn: AsyncConnection) -> None:
    await agree(conn, await lend(conn, *DEBT), TWO)
    await ageing.age(conn, ACCOUNT, later(8))
    again = await ageing.age(conn, ACCOUNT, later(9))
    assert (again.broken_plans, len(await memos(conn))) == ((), 2)


async def test_an_instalment_is_late_within_the_grace_and_the_plan_goes_on(
    conn: AsyncConnection,
) -> None:
    agreed = await agree(conn, await lend(conn, *DEBT), replace(TWO, grace_days=2))
    await ageing.age(conn, ACCOUNT, later(9))
    assert await states(conn, agreed) == ("active", ["late", "pending"])
    await post_payment(conn, payment("100", at=later(9)))
    assert await states(conn, agreed) == ("active", ["paid", "pending"])


async def test_what_is_missing_within_the_tolerance_stays_owed_when_the_plan_ends(
    conn: AsyncConnection,
) -> None:
    patient = replace(TWO, tolerance_pct=Decimal(2))
    agreed = await agree(conn, await lend(conn, *DEBT), patient)
    await post_payment(conn, payment("100"))
    last = await post_payment(conn, payment("49", source="pi:2"))
    assert (last.plan_completed, last.balance_after) == (True, mxn("1"))
    assert await states(conn, agreed) == ("completed", ["paid", "partial"])
    assert (await books(conn))["receivable"] == mxn("1")
    assert "arranged" not in await books(conn)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (datetime(2026, 11, 29, 5, 59, tzinfo=UTC), False),  # still the 28th in Mexico
        (datetime(2026, 11, 29, 6, 0, tzinfo=UTC), True),
    ],
)
async def test_an_account_is_aged_once_its_own_day_has_passed(
    conn: AsyncConnection, moment: datetime, due: bool
) -> None:
    await agree(conn, await lend(conn, *DEBT), TWO)
    assert (ACCOUNT in await ageing.accounts_to_age(conn, moment)) is due
    aged = await ageing.age(conn, ACCOUNT, moment)
    assert bool(aged.broken_plans) is due


async def test_money_that_came_in_time_and_is_heard_of_late_takes_the_plan_up_again(
    conn: AsyncConnection,
) -> None:
    agreed = await agree(conn, await lend(conn, *DEBT), TWO)
    await ageing.age(conn, ACCOUNT, later(8))
    await post_payment(conn, replace(payment("100", at=later(7)), posted_at=later(9)))
    assert await states(conn, agreed) == ("active", ["paid", "pending"])
    assert (await books(conn))["arranged"] == mxn("50")


async def test_a_settlement_paid_in_time_and_heard_of_late_still_forgives(
    conn: AsyncConnection,
) -> None:
    agreed = await agree(conn, await lend(conn, *DEBT), SETTLEMENT)
    await ageing.age(conn, ACCOUNT, later(8))
    posting = await post_payment(
        conn,
        replace(payment("105", at=later(7), for_plan=agreed), posted_at=later(9)),
    )
    assert (posting.plan_completed, posting.discount) == (True, mxn("45"))
    assert posting.balance_after == mxn("0")


async def test_too_little_heard_of_late_leaves_it_broken(conn: AsyncConnection) -> None:
    agreed = await agree(conn, await lend(conn, *DEBT), TWO)
    await ageing.age(conn, ACCOUNT, later(8))
    posting = await post_payment(conn, replace(payment("99", at=later(7)), posted_at=later(9)))
    assert await states(conn, agreed) == ("broken", ["cancelled", "cancelled"])
    assert (posting.plan, "arranged" in await books(conn)) == (None, False)


async def test_a_refund_opens_the_instalment_again(conn: AsyncConnection) -> None:
    agreed = await agree(conn, await lend(conn, *DEBT), TWO)
    paid = await post_payment(conn, payment("120", for_plan=agreed))
    await give(conn, paid.transaction_id, 4_000)
    now = await active_plan(conn, ACCOUNT)
    assert now is not None
    assert [(i.paid, i.state) for i in now.installments] == [
        (mxn("80"), "partial"),
        (mxn("0"), "pending"),
    ]
    assert (await books(conn))["arranged"] == mxn("70")


async def test_a_refunded_settlement_takes_its_discount_back(conn: AsyncConnection) -> None:
    agreed = await agree(conn, await lend(conn, *DEBT), SETTLEMENT)
    paid = await post_payment(conn, payment("105", for_plan=agreed))
    await give(conn, paid.transaction_id, 10_500)
    assert await states(conn, agreed) == ("active", ["pending"])
    assert await books(conn) == {"arranged": mxn("150"), "charged": mxn("-150")}
    key = sa.select(transactions.c.id).where(
        transactions.c.idempotency_key == "pi:1:discount:taken_back"
    )
    assert await conn.scalar(key) is not None


async def test_after_its_day_a_refunded_settlement_is_broken(conn: AsyncConnection) -> None:
    agreed = await agree(conn, await lend(conn, *DEBT), SETTLEMENT)
    paid = await post_payment(conn, payment("105", for_plan=agreed))
    await give(conn, paid.transaction_id, 1, days=30)
    assert await states(conn, agreed) == ("broken", ["cancelled"])
    assert (await books(conn))["receivable"] == mxn("45.01")


@pytest.mark.parametrize("days", [0, 30])
async def test_a_refund_that_did_not_arrive_makes_it_settled_again(
    conn: AsyncConnection, days: int
) -> None:
    agreed = await agree(conn, await lend(conn, *DEBT), SETTLEMENT)
    paid = await post_payment(conn, payment("105", for_plan=agreed))
    refund_id = await give(conn, paid.transaction_id, 10_500, days=days)
    at = later(days)
    await bring_again(conn, refund_id, source="re:back", day=at.date(), at=at)
    assert await states(conn, agreed) == ("completed", ["paid"])
    assert await books(conn) == {
        "cash": mxn("105"),
        "discount": mxn("45"),
        "charged": mxn("-150"),
    }


async def test_what_was_paid_beyond_the_agreement_goes_back_first(conn: AsyncConnection) -> None:
    agreed = await agree(conn, await lend(conn, *DEBT), TWO)
    paid = await post_payment(conn, payment("160", for_plan=agreed))
    await give(conn, paid.transaction_id, 1_000)
    assert await states(conn, agreed) == ("completed", ["paid", "paid"])


async def test_broken_agreements_are_counted_and_told_once(conn: AsyncConnection) -> None:
    agreed = await agree(conn, await lend(conn, *DEBT), TWO)
    assert await not_kept.untold(conn, ACCOUNT) is None
    await ageing.age(conn, ACCOUNT, later(8))
    found = await not_kept.untold(conn, ACCOUNT)
    assert found is not None
    assert (found.what, found.folio, found.amount) == ("plan", agreed.folio, mxn("100"))
    assert await not_kept.times_not_kept(conn, ACCOUNT) == 1
    await not_kept.mark_told(conn, ACCOUNT, later(9))
    assert await not_kept.untold(conn, ACCOUNT) is None


@pytest.mark.parametrize(
    "change", [{"terms": {}}, {"kind": "full"}, {"accepted_at": later(1)}, {"folio": "OTHER"}]
)
async def test_a_plan_keeps_its_own_terms(
    conn: AsyncConnection, change: dict[str, object]
) -> None:
    await agree(conn, await lend(conn, *DEBT), TWO)
    with pytest.raises(IntegrityError, match="keeps its own terms"):
        await conn.execute(sa.update(plans).values(**change))


@pytest.mark.parametrize("change", ["UPDATE {} SET amount_minor = 1", "DELETE FROM {}"])
async def test_who_paid_which_instalment_cannot_be_changed(
    conn: AsyncConnection, change: str
) -> None:
    await agree(conn, await lend(conn, *DEBT), TWO)
    await post_payment(conn, payment("10"))
    with pytest.raises(IntegrityError, match="append-only"):
        await conn.execute(sa.text(change.format(installment_payments.name)))
