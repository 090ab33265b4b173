"""Each kind of difference, beside what is right and must not be called one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.payments.reconciliation.compare import View, compare
from bot.payments.reconciliation.model import Kind, Weight
from tests.builders.reconciliation import (
    ACCOUNT,
    LONG_AGO,
    NOW,
    VIEW,
    credit,
    event,
    excess,
    figures,
    idle_cash,
    instalment,
    link,
    mxn,
    paid,
    payment,
    posted,
    session,
    unapplied,
    went_back,
)

OTHER = AccountId("ACC-2")
USD = Money(500, "USD")

# What is found: its kind, expected, found. Amounts in minor units of MXN where not said.
WRONG = {
    "succeeded at Stripe and not posted": (
        payment(in_ledger=None),
        Kind.PAYMENT_NOT_POSTED,
        (500, 0),
    ),
    "posted a cent too much": (
        payment(in_ledger=posted(mxn(501))),
        Kind.PAYMENT_AMOUNT,
        (500, 501),
    ),
    "posted a cent too little": (
        payment(in_ledger=posted(mxn(499))),
        Kind.PAYMENT_AMOUNT,
        (500, 499),
    ),
    "posted in another currency": (
        payment(in_ledger=posted(USD)),
        Kind.PAYMENT_CURRENCY,
        (500, 500),
    ),
    "posted and unknown to Stripe": (payment(None), Kind.PAYMENT_UNKNOWN, (0, 500)),
    "posted and not succeeded": (
        payment(paid(status="processing")),
        Kind.PAYMENT_NOT_SUCCEEDED,
        (0, 500),
    ),
    "posted on another account than its link's": (
        payment(of_link=link(account=OTHER)),
        Kind.PAYMENT_MISDIRECTED,
        (0, 500),
    ),
    "of Stripe's other mode": (payment(paid(is_live=True)), Kind.WRONG_MODE, (0, 500)),
    "its link left open": (payment(of_link=link(state="open")), Kind.LINK_STILL_OPEN, (0, 500)),
    "a refund not posted": (went_back("refund", None), Kind.REFUND_NOT_POSTED, (500, 0)),
    "a refund a cent short": (
        went_back("refund", posted(mxn(499))),
        Kind.REFUND_AMOUNT,
        (500, 499),
    ),
    "a failed refund not restored": (
        went_back("refund", posted(), has_left=False),
        Kind.REFUND_NOT_UNDONE,
        (0, 500),
    ),
    "a failed refund restored in part": (
        went_back("refund", posted(mxn(1)), has_left=False),
        Kind.REFUND_AMOUNT,
        (0, 1),
    ),
    "an undecided refund of another amount": (
        went_back("refund", posted(mxn(1)), has_left=None),
        Kind.REFUND_AMOUNT,
        (0, 1),
    ),
    "a dispute not posted": (went_back("dispute", None), Kind.DISPUTE_NOT_POSTED, (500, 0)),
    "a dispute a cent beyond": (
        went_back("dispute", posted(mxn(501))),
        Kind.DISPUTE_AMOUNT,
        (500, 501),
    ),
    "a won dispute not restored": (
        went_back("dispute", posted(), has_left=False),
        Kind.DISPUTE_NOT_UNDONE,
        (0, 500),
    ),
    "a link paid without money": (
        link(has_payment=False),
        Kind.LINK_WITHOUT_PAYMENT,
        (500, 0),
    ),
    "a page open behind a closed link": (
        session("open", link=link(state="revoked"), status_at_stripe="open"),
        Kind.SESSION_STILL_OPEN,
        (0, 500),
    ),
    "a page half made": (session("creating"), Kind.SESSION_STUCK, (0, 500)),
    "a completed page whose payment is nowhere": (
        session("complete", unposted=paid()),
        Kind.SESSION_PAYMENT_UNSEEN,
        (500, 0),
    ),
    "an instalment a cent off": (instalment(500, 499), Kind.INSTALLMENT_AMOUNT, (499, 500)),
    "a transaction a cent off": (excess(1), Kind.LEDGER_UNBALANCED, (0, 1)),
    "a balance a cent off its charges": (figures(501, 500), Kind.LEDGER_CHARGES, (500, 501)),
    "a credit beside a debt": (
        figures(500, 500, credit=1),
        Kind.CREDIT_BESIDE_DEBT,
        (0, 1),
    ),
    "more credit used than received": (
        figures(0, 0, credit=-1),
        Kind.CREDIT_BESIDE_DEBT,
        (0, -1),
    ),
    "something arranged without an agreement": (
        figures(500, 500, arranged=1),
        Kind.ARRANGED_WITHOUT_PLAN,
        (0, 1),
    ),
}

RIGHT = {
    "posted to the cent": payment(),
    "not paid yet": payment(paid(status="requires_payment_method"), None),
    "waiting for an account": payment(in_ledger=posted(account=None), of_link=link(state="open")),
    "of a link we do not know": payment(of_link=None),
    "a refund posted": went_back("refund", posted()),
    "a failed refund restored": went_back("refund", posted(mxn(0)), has_left=False),
    "a failed refund never posted": went_back("refund", None, has_left=False),
    "an undecided refund not posted": went_back("refund", None, has_left=None),
    "an undecided refund posted": went_back("refund", posted(), has_left=None),
    "a dispute posted": went_back("dispute", posted()),
    "a paid link with its money": link(),
    "a revoked link without money": link(state="revoked", has_payment=False),
    "a page that stripe has closed": session(
        "open", link=link(state="revoked"), status_at_stripe="expired"
    ),
    "a page half made that has ended": session("creating", expires_at=NOW),
    "an event of a moment ago": event(is_dead=False, age=timedelta(minutes=59)),
    "an instalment that adds up": instalment(500, 500),
    "a balance that adds up": figures(500, 500),
    "a credit without a debt": figures(0, 0, credit=70),
    "something arranged by an agreement": figures(500, 500, arranged=500, has_plan=True),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_found_with_its_amounts(case):
    fact, kind, amounts = WRONG[case]
    (found,) = compare([fact], VIEW)
    assert (found.kind, found.weight) == (kind, Weight.DIFFERENCE)
    assert (found.expected.amount_minor, found.found.amount_minor) == amounts


@pytest.mark.parametrize("case", RIGHT)
def test_what_is_right_is_not_listed(case):
    assert compare([RIGHT[case]], VIEW) == []


@pytest.mark.parametrize(
    ("fact", "kind"),
    [
        (event(is_dead=True, age=timedelta(0)), Kind.EVENT_DEAD),
        (event(is_dead=False, age=timedelta(minutes=61)), Kind.EVENT_STUCK),
    ],
)
def test_events_that_will_not_be_done_are_listed_without_money(fact, kind):
    (found,) = compare([fact], VIEW)
    assert (found.kind, found.expected, found.gap) == (kind, None, None)


@pytest.mark.parametrize(
    ("back", "kind"), [("refund", Kind.REFUND_UNKNOWN), ("dispute", Kind.DISPUTE_UNKNOWN)]
)
def test_money_that_left_our_books_but_not_stripes_is_listed(back, kind):
    fact = went_back(back, posted())
    (found,) = compare([_without_stripe(fact)], VIEW)
    assert (found.kind, found.gap) == (kind, mxn(500))


def test_every_kind_has_a_case():
    shown = {kind for _, kind, _ in WRONG.values()}
    elsewhere = {
        Kind.EVENT_DEAD,
        Kind.EVENT_STUCK,
        Kind.REFUND_UNKNOWN,
        Kind.DISPUTE_UNKNOWN,
        Kind.UNAPPLIED_CASH,
        Kind.CUSTOMER_CREDIT,
        Kind.IDLE_CASH,
    }
    assert shown | elsewhere == set(Kind)


@pytest.mark.parametrize(
    ("fact", "kind", "subject", "account"),
    [
        (unapplied(70), Kind.UNAPPLIED_CASH, "txn_9", None),
        (credit(70), Kind.CUSTOMER_CREDIT, ACCOUNT, ACCOUNT),
    ],
)
def test_money_that_rests_ages_but_is_no_difference(fact, kind, subject, account):
    (found,) = compare([fact], VIEW)
    assert (found.kind, found.weight, found.gap) == (kind, Weight.AGEING, mxn(70))
    assert (found.subject, found.account_id, found.since) == (subject, account, LONG_AGO)


def test_cash_that_idles_at_stripe_ages_on_its_account():
    (found,) = compare([idle_cash(70)], VIEW)
    assert (found.kind, found.weight) == (Kind.IDLE_CASH, Weight.AGEING)
    assert (found.account_id, found.folio, found.gap) == (ACCOUNT, "F1", mxn(70))


def test_cash_of_two_currencies_is_two_findings():
    usual = idle_cash(70)
    both = compare([usual, replace(usual, amount=USD)], VIEW)
    assert len({found.subject for found in both}) == 2


@pytest.mark.parametrize(("minutes", "weight"), [(9, Weight.PENDING), (10, Weight.DIFFERENCE)])
def test_what_is_on_its_way_is_pending_for_ten_minutes(minutes, weight):
    just_now = NOW - timedelta(minutes=minutes)
    facts = [
        payment(paid(at=just_now), None),
        went_back("refund", None, at=just_now),
        session("creating", created_at=just_now),
    ]
    assert {found.weight for found in compare(facts, VIEW)} == {weight}


def test_a_wrong_amount_is_never_pending():
    fact = payment(paid(mxn(501), at=NOW))
    assert [found.weight for found in compare([fact], VIEW)] == [Weight.DIFFERENCE]


def test_live_payments_are_right_where_we_are_live():
    live = View(now=NOW, is_live=True)
    assert compare([payment(paid(is_live=True))], live) == []
    assert [found.kind for found in compare([payment()], live)] == [Kind.WRONG_MODE]


def test_amounts_of_two_currencies_have_no_difference():
    (found,) = compare([payment(in_ledger=posted(USD))], VIEW)
    assert (found.expected, found.found, found.gap) == (mxn(500), USD, None)


ALL = [fact for fact, _, _ in WRONG.values()] + list(RIGHT.values())


@given(st.permutations(ALL))
def test_the_order_of_facts_changes_nothing(facts):
    def key(found):
        return (found.kind, found.subject, str(found.expected), str(found.found))

    assert sorted(compare(facts, VIEW), key=key) == sorted(compare(ALL, VIEW), key=key)


@given(st.permutations(ALL), st.integers(0, len(ALL)))
def test_pages_find_what_the_whole_finds(facts, cut):
    assert compare(facts[:cut], VIEW) + compare(facts[cut:], VIEW) == compare(facts, VIEW)


@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_a_payment_is_listed_exactly_if_its_amount_differs(at_stripe, in_ledger):
    fact = payment(paid(mxn(at_stripe)), posted(mxn(in_ledger)))
    gaps = [found.gap for found in compare([fact], VIEW)]
    assert gaps == ([] if at_stripe == in_ledger else [mxn(in_ledger - at_stripe)])


def _without_stripe(fact):
    return replace(fact, at_stripe=None)
