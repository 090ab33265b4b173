"""One session per link, generation and amount, whatever fails in between."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.kernel.errors import Transient
from bot.payments.client import StripeRefused
from bot.payments.model import LinkUnknown, NotPayable, Standing
from bot.payments.tables import pay_sessions
from bot.sandbox.stripe.api import Fault
from tests.integration.payments.conftest import agree
from tests.support.elsewhere import pay_elsewhere


@pytest.fixture
def generations(database):
    async def read():
        columns = (pay_sessions.c.generation, pay_sessions.c.state)
        async with database.transaction() as conn:
            rows = await conn.execute(sa.select(*columns).order_by(columns[0]))
            return [tuple(row) for row in rows]

    return read


async def test_pressing_pay_opens_stripes_page(cashier, issue, stripe_stand_in, stripe_session):
    url = await cashier.open_page((await issue()).token)
    session = stripe_stand_in.world.find(stripe_session())
    assert url == session["url"]
    assert (session["amount_total"], session["currency"]) == (50_000, "mxn")


async def test_pressing_again_opens_the_same_page(cashier, issue, generations):
    token = (await issue()).token
    assert await cashier.open_page(token) == await cashier.open_page(token)
    assert await generations() == [(1, "open")]


async def test_two_tabs_open_the_same_page(cashier, issue, generations):
    token = (await issue()).token
    urls = await asyncio.gather(*(cashier.open_page(token) for _ in range(4)))
    assert len(set(urls)) == 1
    assert await generations() == [(1, "open")]


@pytest.mark.usefixtures("customer")
async def test_a_crash_after_the_commit_is_made_good_by_the_next_press(
    cashier, issue, stripe_stand_in, generations
):
    token = (await issue()).token
    stripe_stand_in.api.faults.extend([Fault()] * 3)
    with pytest.raises(Transient):
        await cashier.open_page(token)
    assert await generations() == [(1, "creating")]
    await cashier.open_page(token)
    assert await generations() == [(1, "open")]
    assert len(stripe_stand_in.world.all_of("checkout.session")) == 1


async def test_an_ended_session_gives_way_to_the_next(cashier, issue, clock, generations):
    token = (await issue()).token
    first = await cashier.open_page(token)
    clock.advance(timedelta(hours=24))
    assert await cashier.open_page(token) != first
    assert [number for number, _ in await generations()] == [1, 2]


async def test_a_session_closed_at_stripe_gives_way_to_the_next(
    cashier, issue, stripe_stand_in, stripe_session, generations
):
    token = (await issue()).token
    await cashier.open_page(token)
    stripe_stand_in.world.expire_session(stripe_session())
    await cashier.open_page(token)
    assert await generations() == [(1, "expired"), (2, "open")]


async def test_a_changed_amount_closes_the_old_session_first(
    cashier, issue, stripe_stand_in, stripe_session, database, clock
):
    token = (await issue()).token
    await cashier.open_page(token)
    await pay_elsewhere(database, clock, 20_000)
    await cashier.open_page(token)
    assert stripe_stand_in.world.find(stripe_session())["amount_total"] == 30_000


async def test_a_session_paid_while_the_amount_changed_is_not_followed_by_another(
    cashier, issue, stripe_stand_in, stripe_session, database, clock
):
    token = (await issue()).token
    await cashier.open_page(token)
    stripe_stand_in.world.pay(stripe_session())
    await pay_elsewhere(database, clock, 20_000)
    with pytest.raises(NotPayable) as raised:
        await cashier.open_page(token)
    assert raised.value.standing is Standing.CONFIRMING


async def test_a_paid_session_is_being_confirmed(cashier, issue, stripe_stand_in, stripe_session):
    token = (await issue()).token
    await cashier.open_page(token)
    stripe_stand_in.world.pay(stripe_session())
    with pytest.raises(NotPayable, match="confirming"):
        await cashier.open_page(token)


async def test_a_link_near_its_end_is_not_opened(cashier, issue):
    with pytest.raises(NotPayable, match="expired"):
        await cashier.open_page((await issue(ahead=timedelta(minutes=20))).token)


async def test_old_terms_are_not_opened(cashier, issue, database, debt, clock):
    token = (await issue()).token
    await agree(database, debt.contact_id, clock, parts=1)
    with pytest.raises(NotPayable, match="superseded"):
        await cashier.open_page(token)


async def test_an_unknown_token_opens_nothing(cashier, debt):
    with pytest.raises(LinkUnknown):
        await cashier.open_page("no-such-token")


@pytest.mark.usefixtures("customer")
async def test_a_refusal_is_told_and_the_next_press_tries_afresh(
    cashier, issue, stripe_stand_in, generations
):
    token = (await issue()).token
    stripe_stand_in.api.faults.append(Fault(status=402))
    with pytest.raises(StripeRefused):
        await cashier.open_page(token)
    await cashier.open_page(token)
    assert await generations() == [(1, "refused"), (2, "open")]


async def test_the_request_is_sealed_at_rest(cashier, issue, database):
    token = (await issue()).token
    await cashier.open_page(token)
    async with database.transaction() as conn:
        sealed = (await conn.execute(sa.select(pay_sessions.c.request))).scalar_one()
    assert token.encode() not in sealed
