"""Which receipt a person gets."""

from dataclasses import replace
from datetime import date

import pytest

from bot.kernel.money import Money
from bot.ledger.service import Posting
from bot.payments.receipt import receipt
from tests.builders.ledger import mxn, plan, terms


def posting(*, balance=50_000, **facts):
    usual = {
        "method": "card",
        "credit": mxn("0"),
        "discount": mxn("0"),
        "plan": None,
        "plan_completed": False,
    }
    return Posting(
        transaction_id="tx_1",
        folio="K7M2QX9A",
        is_new=True,
        balance_after=Money(balance, "MXN"),
        settlement_lapsed=False,
        **{**usual, **facts},
    )


def agreed(parts):
    """A plan of so many payments of 100 of which the first is paid."""
    whole = plan(terms("plan", *["100"] * parts))
    first, *rest = whole.installments
    return replace(whole, installments=(replace(first, paid=first.amount, state="paid"), *rest))


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
        "credit": None,
        "left": None,
        "schedule": {"lines": []},
    }


def test_the_last_payment_is_thanked_for():
    done = written(posting(balance=0))
    assert done.key == "payment.receipt_done"
    assert done.values["outcome"] == {"key": "receipt.clear"}
    assert written(posting(plan_completed=True)).values["outcome"] == {"key": "receipt.agreement"}


def test_a_settlement_says_exactly_what_was_taken_off():
    done = written(posting(balance=0, plan_completed=True, discount=mxn("45.01")))
    assert done.values["outcome"] == {
        "key": "receipt.settled",
        "values": {"discount": {"money": [4501, "MXN"]}},
    }


def test_what_was_paid_too_much_is_said_to_be_theirs():
    done = written(posting(balance=0, credit=mxn("5")))
    assert done.values["credit"]["values"] == {"amount": {"money": [500, "MXN"]}}


@pytest.mark.parametrize(
    ("method", "key"),
    [
        ("card", "method.card"),
        ("oxxo", "method.oxxo"),
        ("spei", "method.spei"),
        ("other", "method.other"),
        ("something new", "method.other"),
    ],
)
def test_it_says_how_the_money_came(method, key):
    assert written(posting(method=method)).values["method"] == {"key": key}


def test_what_is_left_of_a_plan_is_listed():
    values = written(posting(plan=agreed(3))).values
    assert values["left"] == {"key": "receipt.left", "values": {"count": 2}}
    assert [line["values"]["due_on"]["date"] for line in values["schedule"]["lines"]] == [
        "2026-12-28",
        "2027-01-27",
    ]


def test_the_last_one_is_said_in_the_singular():
    assert written(posting(plan=agreed(2))).values["left"]["key"] == "receipt.left_one"


def test_a_long_plan_is_cut_after_six_lines():
    lines = written(posting(plan=agreed(12))).values["schedule"]["lines"]
    assert len(lines) == 7
    assert lines[-1] == {"key": "receipt.more", "values": {"count": 5}}


def test_nothing_is_listed_of_a_plan_that_is_over():
    over = replace(agreed(3), state="broken")
    assert written(posting(plan=over)).values["left"] is None


def test_an_unverified_person_gets_no_figures():
    reply = written(posting(), is_verified=False)
    assert (reply.key, reply.values) == ("payment.thanks", {"folio": "K7M2QX9A"})
