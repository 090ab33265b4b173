"""Whatever is owed, agreed and paid meanwhile: a link asks what is due, and Stripe is told so."""

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.ids import AccountId, ContactId, PayLinkId, PlanId
from bot.kernel.money import Money
from bot.payments.event_store import MOST_ATTEMPTS, delay_after
from bot.payments.model import LinkState, PayLink, Purpose, Standing, judge
from bot.payments.request import checkout_request
from bot.payments.sessions import LONGEST_SESSION, SHORTEST_SESSION, session_expiry

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
LEAST = {"MXN": 1_000, "USD": 50, "COP": 0}
CURRENCIES = st.sampled_from(sorted(LEAST))
AMOUNTS = st.integers(1, 10_000_000)
OWED = st.integers(-10_000, 10_000_000)
AHEAD = st.timedeltas(-timedelta(days=2), timedelta(days=60))


def link(amount, currency, state, ahead):
    return PayLink(
        id=PayLinkId("pay_1"),
        plan_id=PlanId("plan_1"),
        purpose=Purpose.INSTALLMENT,
        installment_no=1,
        account_id=AccountId("ACC-1"),
        contact_id=ContactId("con_1"),
        amount=Money(amount, currency),
        state=state,
        expires_at=NOW + ahead,
    )


@given(
    amount=AMOUNTS,
    owed=OWED,
    currency=CURRENCIES,
    state=st.sampled_from(LinkState),
    ahead=AHEAD,
    active=st.booleans(),
    paid=st.booleans(),
    lapsed=st.booleans(),
)
def test_what_may_be_paid_is_due_open_in_time_and_enough(
    amount, owed, currency, state, ahead, active, paid, lapsed
):
    found = judge(
        link(amount, currency, state, ahead),
        owed=Money(owed, currency),
        is_plan_active=active,
        is_paid=paid,
        has_lapsed=lapsed,
        now=NOW,
    )
    assert found.amount.amount_minor == owed
    is_enough = owed > 0 and owed >= LEAST[currency]
    is_open = state is LinkState.OPEN and active and not paid
    is_in_time = not lapsed and ahead >= SHORTEST_SESSION
    assert (found.standing is Standing.PAYABLE) == (is_open and is_in_time and is_enough)


@given(ahead=st.timedeltas(SHORTEST_SESSION, timedelta(days=90)), seconds=st.integers(0, 59))
def test_a_session_never_outlives_its_link_nor_stripes_limits(ahead, seconds):
    now = NOW + timedelta(seconds=seconds, microseconds=999_999)
    end = session_expiry(now + ahead, now)
    assert end <= now + ahead
    assert timedelta(minutes=30) < end - now <= LONGEST_SESSION
    assert end.microsecond == 0


@given(amount=AMOUNTS, currency=CURRENCIES, ahead=st.integers(31, 1380))
def test_the_request_asks_exactly_the_amount_and_repeats_byte_by_byte(amount, currency, ahead):
    def make():
        return checkout_request(
            Money(amount, currency),
            label="Pago · folio ABCD2345",
            locale="es-419",
            page="https://saldo.example/p/token",
            expires_at=NOW + timedelta(minutes=ahead),
            metadata={"pay_link": "pay_1", "kind": "full"},
        )

    asked = json.loads(make())
    (item,) = asked["line_items"]
    assert item["quantity"] == 1
    assert item["price_data"]["unit_amount"] == amount
    assert item["price_data"]["currency"] == currency.lower()
    assert asked["metadata"] == asked["payment_intent_data"]["metadata"]
    assert make() == make()


def test_tries_wait_longer_and_end_within_a_few_hours():
    waits = [delay_after(attempt) for attempt in range(1, MOST_ATTEMPTS)]
    assert waits == sorted(waits)
    assert timedelta(hours=1) < sum(waits, timedelta()) < timedelta(hours=3)
