"""Pay links: reused, renewed, revoked, never stored in the clear."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.kernel.errors import Rejected
from bot.kernel.money import Money
from bot.ledger import service as ledger
from bot.ledger.tables import accounts
from bot.payments import links, store
from bot.payments.model import LinkState, LinkUnknown, Purpose
from bot.payments.tables import pay_links
from tests.integration.payments.conftest import agree
from tests.support import books, debts
from tests.support.elsewhere import pay_elsewhere


async def state_of(database, token):
    async with database.transaction() as conn:
        return (await store.link_of_token(conn, token)).state


async def test_a_link_asks_the_next_instalment(issue):
    issued = await issue()
    assert issued.amount == Money(50_000, "MXN")
    assert issued.path == f"/p/{issued.token}"


async def test_asking_again_gives_the_same_link(issue):
    assert (await issue()).token == (await issue()).token


async def test_asking_again_moves_the_end_later_never_earlier(issue, clock):
    await issue(ahead=timedelta(days=3))
    assert (await issue(ahead=timedelta(days=5))).expires_at == clock.now() + timedelta(days=5)
    assert (await issue(ahead=timedelta(days=1))).expires_at == clock.now() + timedelta(days=5)


async def test_a_link_is_found_by_its_token_and_by_nothing_else(database, issue):
    issued = await issue()
    async with database.transaction() as conn:
        assert (await store.link_of_token(conn, issued.token)).id == issued.id
        with pytest.raises(LinkUnknown):
            await store.link_of_token(conn, issued.id)


async def test_the_token_is_not_in_the_database(database, issue):
    issued = await issue()
    async with database.transaction() as conn:
        row = (await conn.execute(sa.select(pay_links))).one()
    assert issued.token not in str(row)


async def test_new_terms_revoke_the_links_of_the_old(database, issue, debt, clock):
    old = await issue()
    new = await issue(await agree(database, debt.contact_id, clock, parts=1))
    assert await state_of(database, old.token) is LinkState.REVOKED
    assert await state_of(database, new.token) is LinkState.OPEN


async def test_terms_that_are_over_get_no_link(database, issue, debt, clock):
    await agree(database, debt.contact_id, clock, parts=1)
    with pytest.raises(Rejected, match="nothing_to_pay"):
        await issue(debt.plan_id)


async def test_links_are_made_as_long_as_a_connection_lives(conn, vault, clock):
    """PostgreSQL soon plans a statement for any values; it must still find the index."""
    for _ in range(12):
        debt = await debts.lend(conn, vault, Money(20_000, "MXN"), clock)
        plan_id = await debts.agree(conn, debt, debt.owed, parts=1, clock=clock)
        issued = await links.create_link(
            conn,
            vault,
            plan_id=plan_id,
            account_id=debt.account_id,
            contact_id=debt.contact_id,
            expires_at=clock.now() + timedelta(days=1),
            now=clock.now(),
        )
        assert issued.amount == debt.owed


@pytest.mark.parametrize(
    ("purpose", "minor"), [(Purpose.INSTALLMENT, 50_000), (Purpose.EVERYTHING, 150_000)]
)
async def test_each_purpose_has_one_open_link(database, issue, purpose, minor):
    made = [await issue(purpose=purpose) for _ in range(2)]
    assert {link.amount for link in made} == {Money(minor, "MXN")}
    assert made[0].token == made[1].token
    assert len(await books.scalars(database, sa.select(pay_links.c.id))) == 1


async def test_links_of_two_purposes_are_two(database, issue):
    await issue()
    await issue(purpose=Purpose.EVERYTHING)
    assert await books.scalars(database, sa.select(pay_links.c.state)) == ["open", "open"]


async def test_a_link_for_what_is_due_is_refused_while_nothing_is(issue):
    with pytest.raises(Rejected, match="nothing_to_pay"):
        await issue(purpose=Purpose.OVERDUE)


async def test_a_link_never_asks_more_than_is_owed(database, issue, clock):
    await pay_elsewhere(database, clock, 120_000)
    assert (await issue(purpose=Purpose.EVERYTHING)).amount == Money(30_000, "MXN")


async def test_a_revoked_link_is_followed_by_another(database, issue):
    first = await issue()
    async with database.transaction() as conn:
        await links.revoke_link(conn, first.id)
    assert (await issue()).token != first.token
    assert await state_of(database, first.token) is LinkState.REVOKED


async def test_figures_in_doubt_make_no_link(database, issue):
    async with database.transaction() as conn:
        await conn.execute(sa.update(accounts).values(doubt="totals differ"))
    with pytest.raises(ledger.LedgerDoubt):
        await issue()
