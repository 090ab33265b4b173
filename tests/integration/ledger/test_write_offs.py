"""Giving up what is owed, once, and taking that back."""

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ledger.model import KeyReused
from bot.ledger.plans import active_plan
from bot.ledger.posting import post_payment
from bot.ledger.reversals import Reversal, reverse
from bot.ledger.store import balance
from bot.ledger.write_offs import NothingOwed, write_off
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


async def give_up(conn: AsyncConnection, *, reason: str = "uncollectable") -> str:
    return await write_off(conn, ACCOUNT, source="wo:1", reason=reason, by="usr_1", now=NOW)


async def test_what_is_written_off_is_owed_no_more(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"), charge("c2", "5", of="fee"))
    await post_payment(conn, payment("7"))
    assert await give_up(conn) == await give_up(conn)
    assert (await balance(conn, ACCOUNT, today=TODAY)).total == mxn("0")


async def test_a_write_off_taken_back_is_owed_again(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    before = await balance(conn, ACCOUNT, today=TODAY)
    gone = await give_up(conn)
    await reverse(
        conn,
        Reversal(
            transaction_id=gone, source="rv:1", occurred_on=TODAY, posted_at=NOW, memo="error"
        ),
    )
    assert await balance(conn, ACCOUNT, today=TODAY) == before


async def test_an_agreement_about_what_was_given_up_is_over(conn: AsyncConnection) -> None:
    contact_id = await lend(conn, charge("c1", "10"))
    await agree(conn, contact_id, terms("full", "10"))
    await give_up(conn)
    assert await active_plan(conn, ACCOUNT) is None


async def test_one_source_is_one_write_off(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    await give_up(conn)
    with pytest.raises(KeyReused):
        await give_up(conn, reason="another")


async def test_nothing_is_given_up_where_nothing_is_owed(conn: AsyncConnection) -> None:
    await lend(conn)
    with pytest.raises(NothingOwed):
        await give_up(conn)
