"""Nights in the ledger: once each, by the declared terms, for nobody who is spared."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import customers
from bot.ledger import journal
from bot.ledger.accruing import accounts_to_accrue, accrue_account
from bot.ledger.journal import Entry, Movement
from bot.ledger.posting import post_payment
from bot.ledger.store import balance
from bot.ledger.tables import transactions
from bot.storage.database import Database
from tests.builders.ledger import (
    ACCOUNT,
    NOW,
    TODAY,
    charge,
    charge_more,
    days,
    lend,
    mxn,
    payment,
)
from tests.support.books import unbalanced
from tests.support.lateness import (
    TERMS,
    Accrued,
    accrued,
    after,
    change_account,
    declare,
    lend_late,
    pass_days,
    sums,
)


async def arrange_all(conn: AsyncConnection, amount: str, *, on: int) -> None:
    """An agreement is made about the debt, `on` days from today."""
    entries = (
        Entry(book="receivable", amount=-mxn(amount), component="principal", charge_id="C-1"),
        Entry(book="arranged", amount=mxn(amount), component="principal", charge_id="C-1"),
    )
    movement = Movement(
        kind="arrangement",
        account_id=ACCOUNT,
        key=f"arr:{on}",
        input_hash="h",
        occurred_on=days(on),
        posted_at=NOW + timedelta(days=on),
        memo="test",
        entries=entries,
    )
    await journal.post(conn, [movement])


async def test_a_night_adds_its_interest_and_the_tax_on_it(conn: AsyncConnection) -> None:
    await lend_late(conn)
    assert await pass_days(conn, 1) == 2
    assert await accrued(conn) == [
        Accrued(component="late_interest", amount=mxn("1.00"), due_on=days(-10)),
        Accrued(component="tax", amount=mxn("0.16"), due_on=days(-10)),
    ]


async def test_days_past_due_stay_what_they_were(conn: AsyncConnection) -> None:
    await lend_late(conn)
    await pass_days(conn, 30)
    found = await balance(conn, ACCOUNT, today=days(30))
    assert (found.days_past_due, found.total, found.past_due) == (
        40,
        mxn("1034.80"),
        mxn("1034.80"),
    )


async def test_nothing_accrues_before_the_terms_were_declared(conn: AsyncConnection) -> None:
    await lend_late(conn)
    assert await pass_days(conn, 0) == 0
    assert await sums(conn) == {}


async def test_running_again_posts_nothing(conn: AsyncConnection) -> None:
    await lend_late(conn)
    assert [await pass_days(conn, 1), await pass_days(conn, 1)] == [2, 0]


async def test_missed_nights_are_caught_up_one_by_one(conn: AsyncConnection) -> None:
    await lend_late(conn)
    assert await pass_days(conn, 5) == 10
    keys = sa.select(transactions.c.idempotency_key).where(
        transactions.c.idempotency_key.startswith("accrual:ACC-1:late")
    )
    assert sorted((await conn.execute(keys)).scalars()) == [
        f"accrual:ACC-1:late_interest:{days(day)}" for day in range(5)
    ]


@pytest.mark.parametrize("runs", [(40,), (1, 40), (7, 8, 9, 40), tuple(range(1, 41))])
async def test_fractions_of_a_cent_survive_between_runs(
    conn: AsyncConnection, runs: tuple[int, ...]
) -> None:
    await lend_late(conn, day_count=365, late_interest_pct=Decimal("33.3333"))
    for count in runs:
        await pass_days(conn, count)
    # 1,000.00 × 33.3333 % / 365 × 40 nights = 36.5296…, and 16 % of what was charged.
    assert await sums(conn) == {"late_interest": mxn("36.52"), "tax": mxn("5.84")}


async def test_a_day_waits_for_payments_that_are_told_late(conn: AsyncConnection) -> None:
    await lend_late(conn, wait_days=1)
    assert [await pass_days(conn, day) for day in (1, 2)] == [0, 2]


async def test_a_payment_told_within_the_wait_stops_the_interest_of_its_day(
    conn: AsyncConnection,
) -> None:
    await lend_late(conn, wait_days=1)
    told = payment("1000.00", at=NOW)
    await post_payment(conn, replace(told, posted_at=after(1)))
    assert await pass_days(conn, 5) == 0


async def test_the_day_is_over_in_the_customers_zone(conn: AsyncConnection) -> None:
    await lend_late(conn)
    await conn.execute(sa.update(customers).values(zone="America/Tijuana"))
    midnight = datetime(2026, 11, 22, 8, tzinfo=UTC)
    assert await accounts_to_accrue(conn, midnight - timedelta(seconds=1)) == []
    assert await accrue_account(conn, ACCOUNT, midnight - timedelta(seconds=1)) == 0
    assert await accounts_to_accrue(conn, midnight) == [ACCOUNT]
    assert await accrue_account(conn, ACCOUNT, midnight) == 2


async def test_a_customer_who_moves_east_is_charged_no_day_twice(conn: AsyncConnection) -> None:
    await lend_late(conn)
    await pass_days(conn, 3)
    for zone in ("Asia/Tokyo", "Pacific/Honolulu", "America/Mexico_City"):
        await conn.execute(sa.update(customers).values(zone=zone))
        await pass_days(conn, 3)
    assert (await sums(conn))["late_interest"] == mxn("3.00")


async def test_a_payment_ends_the_interest_on_what_it_paid(conn: AsyncConnection) -> None:
    await lend_late(conn)
    await post_payment(conn, payment("400.00", at=NOW + timedelta(days=2)))
    await pass_days(conn, 4)
    assert (await sums(conn))["late_interest"] == mxn("3.20")


async def test_whoever_paid_all_before_the_night_was_booked_owes_nothing_more(
    conn: AsyncConnection,
) -> None:
    await lend_late(conn)
    await post_payment(conn, payment("1000.00", at=NOW + timedelta(days=1)))
    assert await pass_days(conn, 2) == 0
    assert not (await balance(conn, ACCOUNT, today=days(2))).total


async def test_what_stands_in_an_agreement_does_not_accrue(conn: AsyncConnection) -> None:
    await lend_late(conn)
    await arrange_all(conn, "700.00", on=2)
    await pass_days(conn, 4)
    assert (await sums(conn))["late_interest"] == mxn("2.60")


async def test_an_agreement_about_everything_freezes_the_debt(conn: AsyncConnection) -> None:
    await lend_late(conn)
    await arrange_all(conn, "1000.00", on=0)
    assert await pass_days(conn, 4) == 0


async def test_a_missed_date_costs_one_fee_with_its_tax(conn: AsyncConnection) -> None:
    await lend_late(conn, late_fee=mxn("350.00"), late_interest_pct=Decimal(0))
    await charge_more(conn, [charge("C-2", "500.00", due=1)])
    for count in (4, 5, 6, 20):
        await pass_days(conn, count)
    assert await sums(conn) == {"fee": mxn("350.00"), "tax": mxn("56.00")}


@pytest.mark.parametrize(
    "values",
    [
        {"flags": ["disputed"]},
        {"flags": ["identity_theft"]},
        {"flags": ["refused"]},
        {"flags": ["hardship"]},
        {"flags": ["deceased"]},
        {"flags": ["insolvency"]},
        {"flags": ["time_barred"]},
        {"doubt": "declared_total"},
    ],
)
async def test_whoever_is_spared_owes_no_more_and_nothing_is_made_up_for(
    conn: AsyncConnection, values: dict[str, Any]
) -> None:
    await lend_late(conn)
    await change_account(conn, **values)
    assert await pass_days(conn, 10) == 0
    await change_account(conn, flags=[], doubt=None)
    await pass_days(conn, 11)
    assert (await sums(conn))["late_interest"] == mxn("1.00")


@pytest.mark.parametrize("flag", ["attorney", "group", "service_block"])
async def test_other_flags_change_nothing(conn: AsyncConnection, flag: str) -> None:
    await lend_late(conn)
    await change_account(conn, flags=[flag])
    assert await pass_days(conn, 1) == 2


async def test_nothing_is_added_once_the_customer_lives_where_it_may_not(
    conn: AsyncConnection,
) -> None:
    await lend_late(conn)
    await conn.execute(sa.update(customers).values(country="US"))
    assert await pass_days(conn, 5) == 0


async def test_other_terms_hold_from_the_next_night_on(conn: AsyncConnection) -> None:
    await lend_late(conn)
    await pass_days(conn, 2)
    assert await declare(conn, replace(TERMS, late_interest_pct=Decimal(72)))
    await pass_days(conn, 4)
    assert (await sums(conn))["late_interest"] == mxn("6.00")


async def test_the_same_terms_again_are_nothing_new(conn: AsyncConnection) -> None:
    await lend_late(conn)
    assert not await declare(conn, replace(TERMS, late_interest_pct=Decimal("36.0")))


async def test_without_terms_nothing_accrues(conn: AsyncConnection) -> None:
    await lend_late(conn)
    assert await declare(conn, None)
    assert await accounts_to_accrue(conn, after(3)) == []
    assert await pass_days(conn, 3) == 0


async def test_a_charge_says_how_it_came_about(conn: AsyncConnection) -> None:
    await lend_late(conn)
    await pass_days(conn, 1)
    memos = sa.select(transactions.c.memo).where(transactions.c.memo.startswith("accrual"))
    assert sorted((await conn.execute(memos)).scalars()) == [
        "accrual: 1000.00 MXN late, 36 % a year of 360 days",
        "accrual: 16 % of the night's interest and fee",
    ]


async def test_two_workers_at_once_post_each_night_once(database: Database) -> None:
    async with database.transaction() as conn:
        await lend_late(conn)

    async def work() -> int:
        async with database.transaction() as conn:
            return await pass_days(conn, 7)

    posted = await asyncio.gather(*(work() for _ in range(4)))
    assert sorted(posted) == [0, 0, 0, 14]
    assert await unbalanced(database) == []


async def test_a_run_that_ends_half_way_leaves_nothing(database: Database) -> None:
    async with database.transaction() as conn:
        await lend_late(conn)
    async with database.transaction() as conn:
        await pass_days(conn, 7)
        await conn.rollback()
    async with database.transaction() as conn:
        assert await sums(conn) == {}
        assert await pass_days(conn, 7) == 14


async def test_the_database_takes_no_late_interest_of_a_file_beside_terms(
    conn: AsyncConnection,
) -> None:
    await lend_late(conn)
    rows = {"origin": "file", "component": "late_interest"}
    with pytest.raises(IntegrityError, match="ACC-1 accrues"):
        await _copy_charge(conn, **rows)


async def test_the_database_takes_no_accrual_without_terms(conn: AsyncConnection) -> None:
    await lend(conn, charge("C-1", "1000.00", due=-10))
    with pytest.raises(IntegrityError, match="no terms of accrual"):
        await _copy_charge(conn, origin="accrual", component="fee")


async def test_the_database_takes_no_terms_beside_late_interest_of_a_file(
    conn: AsyncConnection,
) -> None:
    await lend(conn, charge("C-1", "10.00", due=-10, of="late_interest"))
    with pytest.raises(IntegrityError, match="late interest or fees of the file"):
        await declare(conn)


@pytest.mark.parametrize("component", ["principal", "ordinary_interest"])
async def test_only_interest_fees_and_tax_accrue(conn: AsyncConnection, component: str) -> None:
    await lend_late(conn)
    with pytest.raises(IntegrityError, match="ck_charges_origin"):
        await _copy_charge(conn, origin="accrual", component=component)


async def _copy_charge(conn: AsyncConnection, *, origin: str, component: str) -> None:
    values = {"origin": origin, "component": component, "today": TODAY}
    await conn.execute(sa.text(_COPY), values)


_COPY = """
INSERT INTO charges
  (id, account_id, component, amount_minor, currency, due_on, transaction_id, origin)
SELECT 'other', account_id, :component, 1, currency, :today, 'txn_other', :origin FROM charges
  WHERE id = 'C-1'
"""
