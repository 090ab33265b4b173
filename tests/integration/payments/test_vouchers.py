"""A voucher or a transfer that waits for money: shown again, never doubled."""

from datetime import timedelta

import pytest

from bot.kernel.money import Money
from bot.ledger import service as ledger
from bot.payments.cashier import Cashier
from bot.payments.model import NotPayable, Purpose
from tests.integration.payments.conftest import ACCOUNT, agree
from tests.support import vouchers
from tests.support.elsewhere import pay_elsewhere
from tests.support.giving_up import CancellingStripe


@pytest.fixture
def look(web_client):
    async def get(path):
        response = await web_client.get(path)
        return response.status, await response.text()

    return get


@pytest.fixture
def listen(deliver, worker):
    """Every event so far arrives and is worked off."""

    async def run():
        await deliver()
        await worker.drain()

    return run


@pytest.fixture
def printed(cashier, issue, stripe_stand_in, stripe_session, clock):
    """A link whose person chose OXXO and printed the voucher; with its PaymentIntent."""

    async def make(days=3, **how):
        link = await issue(**how)
        await cashier.open_page(link.token)
        world = stripe_stand_in.world
        intent = vouchers.print_voucher(world, stripe_session(), now=clock.now(), days=days)
        return link, intent

    return make


@pytest.fixture
def transferring(cashier, issue, stripe_stand_in, stripe_session):
    """A link whose person chose SPEI."""

    async def make():
        link = await issue()
        await cashier.open_page(link.token)
        return link, vouchers.start_transfer(stripe_stand_in.world, stripe_session())

    return make


def sessions(stripe_stand_in):
    return len(stripe_stand_in.world.all_of("checkout.session"))


async def test_in_pesos_cash_and_transfers_are_offered_with_one_customer(
    cashier, issue, stripe_stand_in, stripe_session
):
    await cashier.open_page((await issue()).token)
    session = stripe_stand_in.world.find(stripe_session())
    assert session["payment_method_types"] == ["card", "oxxo", "customer_balance"]
    [customer] = stripe_stand_in.world.all_of("customer")
    assert session["customer"] == customer["id"]


async def test_every_link_of_a_plan_has_the_same_customer(
    cashier, issue, stripe_stand_in, debt, clock, database
):
    for purpose in (Purpose.INSTALLMENT, Purpose.EVERYTHING):
        await cashier.open_page((await issue(purpose=purpose)).token)
    other = await agree(database, debt.contact_id, clock, parts=1)
    await cashier.open_page((await issue(other)).token)
    used = [each["customer"] for each in stripe_stand_in.world.all_of("checkout.session")]
    assert used[0] == used[1] != used[2]


async def test_a_printed_voucher_is_shown_instead_of_a_second_page(
    printed, listen, look, cashier, stripe_stand_in
):
    link, _ = await printed()
    await listen()
    status, page = await look(link.path)
    assert (status, "Tu ficha de OXXO está lista" in page) == (200, True)
    for said in ("$500.00 MXN", "mar 24 nov 2026", "No imprimas otra", "/voucher/cs_test"):
        assert said in page
    with pytest.raises(NotPayable, match="waiting"):
        await cashier.open_page(link.token)
    assert sessions(stripe_stand_in) == 1


async def test_pressing_before_the_webhook_came_finds_the_voucher(printed, look, web_client):
    link, _ = await printed()
    response = await web_client.post(link.path, allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (303, link.path)
    assert "Tu ficha de OXXO está lista" in (await look(link.path))[1]


async def test_a_voucher_is_sealed_at_rest(printed, listen, database):
    await printed()
    await listen()
    async with database.transaction() as conn:
        found = await conn.exec_driver_sql("SELECT * FROM pay_sessions")
        assert "/voucher/" not in str(found.all())


async def test_a_voucher_paid_at_the_store_ends_as_a_receipt(
    printed, listen, look, stripe_stand_in, owed
):
    link, intent = await printed()
    await listen()
    vouchers.pay(stripe_stand_in.world, intent)
    await listen()
    status, page = await look(link.path)
    assert (status, "Pago recibido" in page, "$500.00 MXN" in page) == (200, True, True)
    assert await owed() == Money(100_000, "MXN")


async def test_a_voucher_that_ended_unpaid_gives_way_to_a_fresh_page(
    printed, listen, cashier, stripe_stand_in
):
    link, intent = await printed()
    await listen()
    vouchers.fail(stripe_stand_in.world, intent)
    await listen()
    await cashier.open_page(link.token)
    assert sessions(stripe_stand_in) == 2


async def test_a_voucher_stays_when_the_amount_changed_and_the_page_says_so(
    printed, listen, look, cashier, database, clock, stripe_stand_in
):
    link, _ = await printed()
    await listen()
    await pay_elsewhere(database, clock, 20_000)
    with pytest.raises(NotPayable, match="waiting"):
        await cashier.open_page(link.token)
    _, page = await look(link.path)
    assert "$500.00 MXN" in page
    assert "ahora es $300.00 MXN" in page
    assert sessions(stripe_stand_in) == 1


async def test_a_voucher_of_old_terms_is_not_to_be_paid(
    printed, listen, look, database, debt, clock
):
    link, _ = await printed()
    await listen()
    await agree(database, debt.contact_id, clock, parts=1)
    status, page = await look(link.path)
    assert (status, "no la pagues" in page) == (410, True)


async def test_a_voucher_of_another_link_is_told_beside_the_button(
    printed, issue, listen, look, cashier
):
    await printed()
    await listen()
    other = await issue(purpose=Purpose.EVERYTHING)
    _, page = await look(other.path)
    assert "pendiente por $500.00 MXN" in page
    assert (await cashier.open_page(other.token)).startswith("http")


async def test_a_transfer_says_how_much_came_and_how_much_is_missing(
    transferring, listen, look, stripe_stand_in
):
    link, intent = await transferring()
    vouchers.transfer(stripe_stand_in.world, intent, 20_050)
    await listen()
    _, page = await look(link.path)
    for said in ("Esperamos tu transferencia", "$200.50 MXN", "$299.50 MXN", "/transfer/cs_test"):
        assert said in page


async def test_a_transfer_in_parts_is_posted_once_it_is_whole(
    transferring, listen, look, stripe_stand_in, owed
):
    link, intent = await transferring()
    vouchers.transfer(stripe_stand_in.world, intent, 20_000)
    await listen()
    assert await owed() == Money(150_000, "MXN")
    vouchers.transfer(stripe_stand_in.world, intent, 30_000)
    await listen()
    assert await owed() == Money(100_000, "MXN")
    assert "Pago recibido" in (await look(link.path))[1]


@pytest.mark.parametrize(("is_given_up", "made"), [(True, 2), (False, 1)])
async def test_a_transfer_nobody_began_is_given_up_when_the_amount_changed_if_stripe_lets_us(
    transferring, listen, database, stripe_client, stripe_stand_in, vault, clock, is_given_up, made
):
    link, intent = await transferring()
    await listen()
    await pay_elsewhere(database, clock, 20_000)
    stripe = CancellingStripe(stripe_client, intent if is_given_up else None)
    cashier = Cashier(database, stripe, vault=vault, clock=clock, public_url="https://s.example")
    if is_given_up:
        await cashier.open_page(link.token)
    else:
        with pytest.raises(NotPayable, match="waiting"):
            await cashier.open_page(link.token)
    assert sessions(stripe_stand_in) == made


async def test_a_transfer_that_has_begun_is_never_given_up(
    transferring, listen, database, stripe_client, stripe_stand_in, vault, clock
):
    link, intent = await transferring()
    vouchers.transfer(stripe_stand_in.world, intent, 100)
    await listen()
    await pay_elsewhere(database, clock, 20_000)
    stripe = CancellingStripe(stripe_client, intent)
    cashier = Cashier(database, stripe, vault=vault, clock=clock, public_url="https://s.example")
    with pytest.raises(NotPayable, match="waiting"):
        await cashier.open_page(link.token)
    assert intent["status"] == "requires_action"


async def test_a_voucher_never_outlives_its_link(cashier, issue, stripe_stand_in, stripe_session):
    await cashier.open_page((await issue(ahead=timedelta(hours=20))).token)
    session = stripe_stand_in.world.find(stripe_session())
    assert "oxxo" not in session["payment_method_types"]


async def test_the_rest_is_still_owed_after_a_voucher_for_less(
    printed, listen, database, clock, stripe_stand_in
):
    _, intent = await printed()
    vouchers.pay(stripe_stand_in.world, intent)
    await listen()
    async with database.transaction() as conn:
        plan = await ledger.active_plan(conn, ACCOUNT)
    assert [part.state for part in plan.installments] == ["paid", "pending", "pending"]
