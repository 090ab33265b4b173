"""What was owed at a moment, told the same for ever, and every movement in between."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import Permanent
from bot.ledger.posting import post_payment
from bot.ledger.statements import balance_as_of, statement
from tests.builders.ledger import ACCOUNT, NOW, charge, charge_more, lend, mxn, payment

HOUR = timedelta(hours=1)
LATER = NOW + timedelta(days=1)


async def test_what_was_owed_at_a_moment_is_what_had_been_booked_by_then(
    conn: AsyncConnection,
) -> None:
    await lend(conn, charge("c1", "10"), charge("c2", "5", of="fee"))
    await post_payment(conn, payment("7", at=NOW + HOUR))
    before = await balance_as_of(conn, ACCOUNT, NOW, now=LATER)
    after = await balance_as_of(conn, ACCOUNT, NOW + HOUR, now=LATER)
    assert (before.owed, after.owed) == (mxn("15"), mxn("8"))
    assert after.components == (("principal", mxn("8")),)


async def test_figures_once_told_do_not_change_by_what_is_booked_late(
    conn: AsyncConnection,
) -> None:
    await lend(conn, charge("c1", "10"))
    moment = NOW + HOUR
    told = await balance_as_of(conn, ACCOUNT, moment, now=LATER)
    await post_payment(conn, payment("7", at=NOW + HOUR / 2))
    assert await balance_as_of(conn, ACCOUNT, moment, now=LATER) == told
    later = await balance_as_of(conn, ACCOUNT, moment + HOUR, now=LATER)
    assert later.owed == mxn("3")


@pytest.mark.parametrize("ahead", [timedelta(0), HOUR])
async def test_there_are_no_figures_of_a_moment_that_is_not_past(
    conn: AsyncConnection, ahead: timedelta
) -> None:
    await lend(conn)
    with pytest.raises(Permanent, match="not past"):
        await balance_as_of(conn, ACCOUNT, NOW + ahead, now=NOW)


async def test_a_statement_leads_from_its_opening_to_its_closing(conn: AsyncConnection) -> None:
    await lend(conn, charge("c1", "10"))
    await post_payment(conn, payment("4", at=NOW + HOUR))
    await post_payment(conn, payment("8", source="pi:2", at=NOW + 2 * HOUR))
    told = await statement(conn, ACCOUNT, since=NOW, until=NOW + 3 * HOUR, now=LATER)
    assert (told.opening.net, told.closing.net) == (mxn("10"), mxn("-2"))
    assert [(line.kind, line.change.net, line.running) for line in told.lines] == [
        ("payment", mxn("-4"), mxn("6")),
        ("payment", mxn("-8"), mxn("-2")),
    ]
    assert (told.closing.owed, told.closing.credit) == (mxn("0"), mxn("2"))
    assert all(line.folio and line.memo == "card" for line in told.lines)


async def test_a_statement_shows_credit_that_paid_a_charge(conn: AsyncConnection) -> None:
    await lend(conn)
    await post_payment(conn, payment("4", at=NOW))
    await charge_more(conn, [charge("c1", "3", of="fee")])
    told = await statement(conn, ACCOUNT, since=NOW - HOUR, until=NOW, now=LATER)
    last = told.lines[-1]
    assert (last.kind, last.change.net, last.change.credit) == ("credit", mxn("0"), mxn("-3"))
    assert last.change.components == (("fee", mxn("-3")),)
    assert told.closing.net == mxn("-1")


async def test_a_statement_does_not_end_before_it_begins(conn: AsyncConnection) -> None:
    await lend(conn)
    with pytest.raises(Permanent, match="before it begins"):
        await statement(conn, ACCOUNT, since=NOW, until=NOW - HOUR, now=LATER)
