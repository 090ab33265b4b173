"""Corrections of an account on which something was agreed: found by the state machine."""

import pytest
import sqlalchemy as sa

from bot.ledger import plans, write_offs
from bot.ledger import service as ledger
from bot.ledger.tables import entries
from tests.builders.ledger import ACCOUNT, NOW, TODAY, agree, charge, lend, terms


@pytest.fixture
async def agreed(conn):
    """1,000.00 owed, and a plan to pay it in two."""
    contact = await lend(conn, charge("C-1", "1000.00", due=-30))
    return await agree(conn, contact, terms("plan", "500.00", "500.00"))


async def write_off(conn):
    return await write_offs.write_off(
        conn, ACCOUNT, source="wo:1", reason="lost", by="agent", now=NOW
    )


async def arranged(conn):
    query = sa.select(sa.func.coalesce(sa.func.sum(entries.c.amount_minor), 0))
    return await conn.scalar(query.where(entries.c.book == "arranged"))


def reversal_of(transaction_id):
    return ledger.Reversal(
        transaction_id=transaction_id,
        source="rev:1",
        occurred_on=TODAY,
        posted_at=NOW,
        memo="asked for again",
    )


async def test_a_write_off_cancels_the_plan_and_its_instalments(conn, agreed):
    await write_off(conn)
    after = await plans.plan(conn, agreed.id)
    assert after.state == "cancelled"
    assert {i.state for i in after.installments} == {"cancelled"}


@pytest.mark.usefixtures("agreed")
async def test_what_is_asked_for_again_after_a_write_off_is_arranged_no_more(conn):
    await ledger.reverse(conn, reversal_of(await write_off(conn)))
    assert (await ledger.balance(conn, ACCOUNT, today=TODAY)).total.amount_minor == 100_000
    assert await arranged(conn) == 0
