"""What the Stripe stand-in takes and refuses at its limits: a mistake of ours must show here."""

import asyncio
from datetime import timedelta

import pytest
import stripe

from tests.fixtures_stripe import SECRET_KEY

SESSIONS = "/v1/checkout/sessions"
HEADERS = {"Authorization": f"Bearer {SECRET_KEY}", "Stripe-Version": stripe.api_version}
SESSION = {
    "mode": "payment",
    "success_url": "http://shop/done",
    "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": "mxn",
    "line_items[0][price_data][unit_amount]": "150000",
    "line_items[0][price_data][product_data][name]": "Pago",
}


@pytest.fixture
def ask(stripe_stand_in, http):
    """A raw call: the status and the body."""

    async def call(method, path, data=None, *, headers=HEADERS, **more):
        extra = {name.replace("_", "-"): value for name, value in more.items()}
        async with http.request(
            method, stripe_stand_in.url + path, data=data, headers=headers | extra
        ) as answer:
            return answer.status, await answer.json()

    return call


@pytest.fixture
async def paid(ask, stripe_stand_in):
    """A PaymentIntent of 1,500.00 MXN that succeeded."""
    _, made = await ask("POST", SESSIONS, SESSION)
    return stripe_stand_in.world.pay(made["id"])


def priced(currency, amount):
    price = "line_items[0][price_data]"
    return SESSION | {f"{price}[currency]": currency, f"{price}[unit_amount]": str(amount)}


def code_of(answer):
    status, body = answer
    return status, body["error"].get("code") or body["error"].get("param")


@pytest.mark.parametrize(("currency", "least"), [("mxn", 1_000), ("usd", 50), ("cop", 200_000)])
async def test_an_amount_below_the_least_is_refused_and_the_least_is_not(ask, currency, least):
    too_little = await ask("POST", SESSIONS, priced(currency, least - 1))
    assert code_of(too_little) == (400, "amount_too_small")
    assert (await ask("POST", SESSIONS, priced(currency, least)))[0] == 200


@pytest.mark.parametrize("amount", ["1500.00", "1e5", "", "1,500", "NaN", "٥٠٠٠"])
async def test_an_amount_is_whole_minor_units(ask, amount):
    status, body = await ask("POST", SESSIONS, priced("mxn", amount))
    assert (status, body["error"]["param"].endswith("[unit_amount]")) == (400, True)


@pytest.mark.parametrize(
    ("ahead", "status"),
    [
        (timedelta(minutes=30), 200),
        (timedelta(hours=24), 200),
        (timedelta(minutes=29), 400),
        (timedelta(hours=24, minutes=1), 400),
        (timedelta(0), 400),
        (-timedelta(hours=1), 400),
    ],
)
async def test_a_session_lives_half_an_hour_to_a_day(ask, clock, ahead, status):
    expires_at = {"expires_at": str(int((clock.now() + ahead).timestamp()))}
    assert (await ask("POST", SESSIONS, SESSION | expires_at))[0] == status


async def test_a_session_without_an_end_lives_a_day(ask, clock):
    _, made = await ask("POST", SESSIONS, SESSION)
    assert made["expires_at"] == int((clock.now() + timedelta(days=1)).timestamp())


@pytest.mark.parametrize("missing", ["mode", "success_url"])
async def test_what_stripe_needs_must_be_there(ask, missing):
    rest = {name: value for name, value in SESSION.items() if name != missing}
    assert code_of(await ask("POST", SESSIONS, rest)) == (400, missing)


async def test_no_items_are_no_session(ask):
    bare = {name: value for name, value in SESSION.items() if not name.startswith("line_items")}
    assert code_of(await ask("POST", SESSIONS, bare)) == (400, "line_items")


@pytest.mark.parametrize("key", ["", "Basic x", "Bearer sk_test_other", f"bearer {SECRET_KEY}"])
async def test_without_our_key_nothing_is_told(ask, key):
    headers = HEADERS | {"Authorization": key}
    for method, path in (("GET", "/v1/events"), ("POST", SESSIONS), ("GET", "/v1/refunds")):
        assert (await ask(method, path, headers=headers))[0] == 401


async def test_a_key_once_used_answers_the_same_for_ever(ask, stripe_stand_in):
    _, first = await ask("POST", SESSIONS, SESSION, Idempotency_Key="k")
    stripe_stand_in.world.expire_session(first["id"])
    assert (await ask("POST", SESSIONS, SESSION, Idempotency_Key="k"))[1] == first


async def test_a_key_used_at_once_makes_one_session(ask, stripe_stand_in):
    calls = (ask("POST", SESSIONS, SESSION, Idempotency_Key="k") for _ in range(5))
    answers = await asyncio.gather(*calls)
    assert len({body["id"] for _, body in answers}) == 1
    assert len(stripe_stand_in.world.all_of("checkout.session")) == 1


@pytest.mark.parametrize("path", [SESSIONS, "/v1/refunds"])
async def test_a_key_is_not_used_for_something_else(ask, path):
    await ask("POST", SESSIONS, SESSION, Idempotency_Key="k")
    _, body = await ask("POST", path, priced("mxn", 2_000), Idempotency_Key="k")
    assert body["error"]["type"] == "idempotency_error"


async def test_without_a_key_every_request_makes_another_session(ask):
    made = [(await ask("POST", SESSIONS, SESSION))[1]["id"] for _ in range(2)]
    assert len(set(made)) == 2


@pytest.mark.parametrize("kind", ["checkout/sessions", "payment_intents", "refunds", "disputes"])
async def test_what_does_not_exist_is_missing(ask, kind):
    assert code_of(await ask("GET", f"/v1/{kind}/no_such")) == (404, "resource_missing")


async def test_only_an_open_session_can_be_closed(ask, paid, stripe_stand_in):
    (session,) = stripe_stand_in.world.all_of("checkout.session")
    assert paid["status"] == "succeeded"
    assert (await ask("POST", f"{SESSIONS}/{session['id']}/expire"))[0] == 400


@pytest.mark.parametrize("amount", ["0", "-5", "150001"])
async def test_a_refund_is_part_of_the_charge(ask, paid, amount):
    refund = {"payment_intent": paid["id"], "amount": amount}
    assert code_of(await ask("POST", "/v1/refunds", refund)) == (400, "amount")


async def test_what_failed_to_go_back_can_be_sent_again(ask, paid, stripe_stand_in):
    refund = {"payment_intent": paid["id"]}
    _, first = await ask("POST", "/v1/refunds", refund)
    assert (await ask("POST", "/v1/refunds", refund))[0] == 400
    stripe_stand_in.world.fail_refund(first["id"])
    assert (await ask("POST", "/v1/refunds", refund))[0] == 200


async def test_disputed_money_is_not_refunded(ask, paid, stripe_stand_in):
    stripe_stand_in.world.dispute(paid["id"])
    refused = await ask("POST", "/v1/refunds", {"payment_intent": paid["id"]})
    assert code_of(refused) == (400, "charge_disputed")


@pytest.mark.parametrize("kind", ["refunds", "disputes"])
async def test_what_went_back_is_listed_by_its_payment(ask, paid, stripe_stand_in, kind):
    world = stripe_stand_in.world
    (world.refund if kind == "refunds" else world.dispute)(paid["id"])
    _, own = await ask("GET", f"/v1/{kind}?payment_intent={paid['id']}&limit=100")
    _, others = await ask("GET", f"/v1/{kind}?payment_intent=pi_other")
    assert [each["payment_intent"] for each in own["data"]] == [paid["id"]]
    assert others["data"] == []


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "page=2", "created[gte]=x"])
async def test_a_wrong_question_is_not_answered(ask, query):
    assert (await ask("GET", f"/v1/events?{query}"))[0] == 400


async def test_a_page_after_an_unknown_one_is_refused(ask):
    assert code_of(await ask("GET", "/v1/events?starting_after=evt_x")) == (400, "starting_after")
