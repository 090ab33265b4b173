"""The pay page over HTTP."""

from datetime import timedelta

import pytest

from bot.sandbox.stripe.api import Fault
from tests.integration.payments.conftest import agree


@pytest.fixture
def browse(web_client):
    async def request(method, path, **values):
        response = await web_client.request(method, path, allow_redirects=False, **values)
        return response, await response.text()

    return request


async def test_opening_a_link_shows_the_bill_and_makes_no_session(browse, issue, stripe_stand_in):
    response, page = await browse("GET", (await issue()).path)
    assert response.status == 200
    assert "Financiera Sol" in page
    assert "$500.00 MXN" in page
    assert stripe_stand_in.world.all_of("checkout.session") == []


async def test_pressing_pay_goes_to_stripe(browse, issue, stripe_stand_in):
    response, _ = await browse("POST", (await issue()).path)
    assert response.status == 303
    assert response.headers["Location"].startswith(stripe_stand_in.url)


async def test_a_paid_link_says_thank_you(
    browse, issue, stripe_stand_in, stripe_session, deliver, worker
):
    path = (await issue()).path
    await browse("POST", path)
    stripe_stand_in.world.pay(stripe_session())
    _, waiting = await browse("GET", f"{path}?done=1")
    assert "Estamos confirmando" in waiting
    await deliver()
    await worker.drain()
    response, page = await browse("GET", f"{path}?done=2")
    assert (response.status, "Pago recibido" in page) == (200, True)


async def test_pressing_pay_on_a_paid_link_comes_back_to_ours(
    browse, issue, stripe_stand_in, stripe_session, deliver, worker
):
    path = (await issue()).path
    await browse("POST", path)
    stripe_stand_in.world.pay(stripe_session())
    response, _ = await browse("POST", path)
    assert response.headers["Location"] == f"{path}?done=1"
    await deliver()
    await worker.drain()
    response, _ = await browse("POST", path)
    assert response.headers["Location"] == path


async def test_an_expired_link_says_so(browse, issue, clock):
    path = (await issue()).path
    clock.advance(timedelta(days=4))
    response, page = await browse("GET", path)
    assert (response.status, "Esta liga venció" in page) == (410, True)
    assert "$" not in page


async def test_a_link_of_old_terms_says_so(browse, issue, database, debt, clock):
    path = (await issue()).path
    await agree(database, debt.contact_id, clock, parts=1)
    response, page = await browse("GET", path)
    assert (response.status, "no está vigente" in page.replace("ya ", "")) == (410, True)


@pytest.mark.parametrize(("wanted", "said"), [("en-US", "find this link"), ("", "enlace")])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_unknown_link_is_not_found(browse, debt, method, wanted, said):
    response, page = await browse(
        method, "/p/nosuchtokennosuchtoken", headers={"Accept-Language": wanted}
    )
    assert (response.status, said in page) == (404, True)


@pytest.mark.usefixtures("customer")
async def test_when_stripe_is_away_the_page_says_that_nothing_was_charged(
    browse, issue, stripe_stand_in
):
    stripe_stand_in.api.faults.extend([Fault(status=500)] * 3)
    response, page = await browse("POST", (await issue()).path)
    assert (response.status, "No se te cobró nada" in page) == (503, True)


@pytest.mark.parametrize("done", ["-1", "x", "99999", "²"])
async def test_nonsense_in_the_address_changes_nothing(browse, issue, done):
    _, page = await browse("GET", f"{(await issue()).path}?done={done}")
    assert "$500.00 MXN" in page


async def test_the_page_is_kept_by_nobody(browse, issue):
    response, _ = await browse("GET", (await issue()).path)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
