"""Which receipt a person gets."""

from datetime import date

from bot.kernel.money import Money
from bot.ledger.service import Posting
from bot.payments.receipt import receipt


def posting(*, balance=50_000, completed=False):
    return Posting(
        transaction_id="tx_1",
        folio="K7M2QX9A",
        is_new=True,
        balance_after=Money(balance, "MXN"),
        plan_completed=completed,
        settlement_lapsed=False,
    )


def written(the_posting, *, is_verified=True):
    return receipt(
        the_posting,
        amount=Money(150_000, "MXN"),
        paid_on=date(2026, 11, 21),
        last4="4471",
        is_verified=is_verified,
    )


def test_a_receipt_tells_amount_day_and_what_is_left():
    assert written(posting()).key == "payment.receipt"
    assert written(posting()).values == {
        "folio": "K7M2QX9A",
        "amount": {"money": [150_000, "MXN"]},
        "paid_on": {"date": "2026-11-21"},
        "method": {"key": "method.card"},
        "balance": {"money": [50_000, "MXN"]},
        "last4": "4471",
    }


def test_the_last_payment_is_thanked_for():
    assert written(posting(balance=0)).key == "payment.receipt_done"
    assert written(posting(completed=True)).key == "payment.receipt_done"


def test_an_unverified_person_gets_no_figures():
    reply = written(posting(), is_verified=False)
    assert (reply.key, reply.values) == ("payment.thanks", {"folio": "K7M2QX9A"})
