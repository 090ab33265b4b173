"""What the Stripe stand-in takes and refuses at its limits: a mistake of ours must show here."""

import asyncio
from datetime import timedelta

import pytest
import stripe

from bot.sandbox.stripe.api import Fault
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

METHODS = "allowed_payment_method_types[0]"
OPTIONS = "payment_method_options"
BALANCE = "[customer_balance]"
DAYS = f"{OPTIONS}[oxxo][expires_after_days]"
FUNDING = f"{OPTIONS}{BALANCE}[funding_type]"
TYPE = f"{OPTIONS}{BALANCE}[bank_transfer][type]"
SPEI = {METHODS: "customer_balance", FUNDING: "bank_transfer", TYPE: "mx_bank_transfer"}


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


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"payment_method_types[0]": "card"}, (400, "payment_method_types")),
        ({METHODS: "paypal"}, (400, "allowed_payment_method_types")),
        ({METHODS: "customer_balance"}, (400, "customer")),
        ({METHODS: "customer_balance", "customer": "cus_no"}, (400, f"{OPTIONS}{BALANCE}")),
        (SPEI, (400, "customer")),
        (SPEI | {"customer": "cus_no"}, (400, "resource_missing")),
        (SPEI | {"customer": "c", FUNDING: "card"}, (400, f"{OPTIONS}{BALANCE}[funding_type]")),
        (SPEI | {"customer": "c", TYPE: "us_bank_transfer"}, (400, f"{OPTIONS}{BALANCE}")),
        ({METHODS: "oxxo", DAYS: "0"}, (400, DAYS)),
        ({METHODS: "oxxo", DAYS: "8"}, (400, DAYS)),
        ({METHODS: "oxxo", DAYS: "x"}, (400, DAYS)),
        ({METHODS: "oxxo", f"{OPTIONS}[oxxo][days]": "3"}, (400, f"{OPTIONS}[oxxo][days]")),
    ],
)
async def test_a_method_needs_what_stripe_needs_for_it(ask, change, refusal):
    assert code_of(await ask("POST", SESSIONS, SESSION | change)) == refusal


@pytest.mark.parametrize("days", ["1", "7"])
async def test_a_voucher_lives_a_day_to_a_week(ask, days):
    assert (await ask("POST", SESSIONS, SESSION | {METHODS: "oxxo", DAYS: days}))[0] == 200


@pytest.mark.parametrize("currency", ["usd", "cop"])
@pytest.mark.parametrize("method", ["oxxo", "customer_balance"])
async def test_mexican_methods_are_for_mexican_money(ask, currency, method):
    request = priced(currency, 500_000) | {METHODS: method}
    assert code_of(await ask("POST", SESSIONS, request)) == (400, "allowed_payment_method_types")


async def test_a_key_in_use_by_another_request_is_refused(ask, stripe_stand_in):
    stripe_stand_in.api.faults.append(Fault(slow_s=0.2))
    slow = asyncio.create_task(ask("POST", SESSIONS, SESSION, Idempotency_Key="k"))
    while stripe_stand_in.api.faults:
        await asyncio.sleep(0)
    refused = await ask("POST", SESSIONS, SESSION, Idempotency_Key="k")
    assert code_of(refused) == (409, "idempotency_key_in_use")
    assert (await slow)[0] == 200


async def test_a_rate_limit_has_stripes_shape(ask, stripe_stand_in):
    stripe_stand_in.api.faults.append(Fault(status=429))
    assert code_of(await ask("GET", "/v1/events")) == (429, "rate_limit")


async def test_an_address_stripe_does_not_have_is_refused_in_its_shape(ask):
    status, body = await ask("GET", "/v1/payment_links")
    assert (status, body["error"]["type"]) == (404, "invalid_request_error")


async def test_an_object_is_found_under_its_own_kind_only(ask, paid):
    assert code_of(await ask("GET", f"/v1/refunds/{paid['id']}")) == (404, "resource_missing")


@pytest.mark.parametrize("field", ["nothing", "metadata.a.b.c.d", "latest_charge.refund"])
async def test_only_what_is_there_is_expanded(ask, paid, field):
    answer = await ask("GET", f"/v1/payment_intents/{paid['id']}?expand[0]={field}")
    assert code_of(answer) == (400, "expand")


async def test_what_was_expanded_for_one_is_not_for_the_next(ask, paid):
    path = f"/v1/payment_intents/{paid['id']}"
    _, whole = await ask("GET", f"{path}?expand[0]=latest_charge")
    _, plain = await ask("GET", path)
    assert (whole["latest_charge"]["object"], plain["latest_charge"]) == (
        "charge",
        paid["latest_charge"],
    )


@pytest.mark.parametrize(("bound", "count"), [("gte", 1), ("gt", 0), ("lte", 1), ("lt", 0)])
async def test_lists_are_bounded_in_time(ask, paid, bound, count):
    _, listed = await ask("GET", f"/v1/payment_intents?created[{bound}]={paid['created']}")
    assert len(listed["data"]) == count


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "ending_before=pi_1", "page=2"])
@pytest.mark.parametrize("kind", ["payment_intents", "refunds", "disputes"])
async def test_a_wrong_question_about_a_list_is_not_answered(ask, kind, query):
    assert (await ask("GET", f"/v1/{kind}?{query}"))[0] == 400


async def test_a_refund_needs_a_payment(ask):
    assert code_of(await ask("POST", "/v1/refunds", {})) == (404, "resource_missing")


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
