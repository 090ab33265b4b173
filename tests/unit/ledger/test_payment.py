"""What a payment does: to the charges, to the agreement, and to what a settlement forgives."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.money import Money, total
from bot.ledger.arranging import moves
from bot.ledger.journal import Entry
from bot.ledger.model import OpenCharge
from bot.ledger.payment import Effect, after, effect_of
from bot.ledger.plans import Plan
from tests.builders.ledger import mxn, owed, payment, plan, terms

DEBT = [
    owed("interest", "30", due=-60, of="late_interest"),
    owed("principal", "100", due=-60),
    owed("fee", "20", due=-10, of="fee"),
]
SETTLEMENT = plan(terms("settlement", "105", discount={"late_interest": "30", "fee": "15"}))
PLAN = plan(terms("plan", "50", "50", "50"))


def arranged(charges: list[OpenCharge]) -> list[OpenCharge]:
    """The same charges while an agreement is about all of them."""
    return [replace(c, arranged=c.owed) for c in charges]


def paying(amount: str, agreed: Plan | None = None, *, no: int | None = None) -> Effect:
    received = payment(amount, for_plan=agreed, installment_no=no)
    return effect_of(received, arranged(DEBT) if agreed else DEBT, plan=agreed)


def moved(entries: tuple[Entry, ...]) -> dict[str, Money]:
    """By charge, or by book for the rest, what the entries move."""
    return {entry.charge_id or entry.book: entry.amount for entry in entries}


def test_without_an_agreement_the_oldest_is_paid_by_the_order_of_components() -> None:
    effect = paying("40")
    assert moved(effect.entries) == {
        "cash": mxn("40"),
        "interest": mxn("-30"),
        "principal": mxn("-10"),
    }
    assert effect.plan is None


def test_money_beyond_the_debt_is_the_customers_credit() -> None:
    assert moved(paying("151").entries)["customer_credit"] == mxn("-1")


def test_a_settlement_paid_in_time_forgives_exactly_its_discount() -> None:
    effect = paying("105", SETTLEMENT)
    assert moved(effect.entries) == {
        "cash": mxn("105"),
        "principal": mxn("-100"),
        "fee": mxn("-5"),
    }
    assert [e.amount for e in effect.discount if e.book == "discount"] == [mxn("30"), mxn("15")]
    assert effect.fulfils


def test_part_of_a_settlement_spares_what_will_be_forgiven() -> None:
    effect = paying("60", SETTLEMENT)
    assert moved(effect.entries) == {"cash": mxn("60"), "principal": mxn("-60")}
    assert (effect.fulfils, effect.discount) == (False, ())


def test_paying_a_settlement_too_much_leaves_a_credit_and_the_discount() -> None:
    effect = paying("110", SETTLEMENT)
    assert moved(effect.entries)["customer_credit"] == mxn("-5")
    assert effect.fulfils


def test_an_instalment_is_paid_when_it_is_covered() -> None:
    assert paying("50", PLAN).shares == ((1, mxn("50")),)


def test_part_of_an_instalment_is_remembered() -> None:
    effect = paying("20", PLAN)
    assert effect.plan is not None
    first = effect.plan.installments[0]
    assert (first.paid, first.owed) == (mxn("20"), mxn("30"))


def test_the_instalment_a_payment_was_made_for_is_paid_first() -> None:
    assert paying("60", PLAN, no=2).shares == ((2, mxn("50")), (1, mxn("10")))


def test_the_last_instalment_completes_the_plan() -> None:
    nearly = replace(
        PLAN,
        installments=(
            *(replace(i, paid=i.amount, state="paid") for i in PLAN.installments[:2]),
            PLAN.installments[2],
        ),
    )
    assert paying("50", nearly).fulfils


def test_paying_everything_at_once_completes_the_plan() -> None:
    assert paying("150", PLAN).fulfils


def test_an_instalment_short_by_the_tolerance_counts_and_the_next_one_comes() -> None:
    patient = plan(replace(PLAN.terms, tolerance_pct=Decimal(2)))
    effect = paying("149", patient)
    assert effect.fulfils
    assert effect.plan is not None
    assert [i.owed for i in effect.plan.installments] == [mxn("0"), mxn("0"), mxn("1")]


def test_what_was_agreed_is_paid_before_an_older_charge_that_came_later() -> None:
    later = owed("later", "40", due=-90, of="fee")
    effect = effect_of(payment("100"), [later, *arranged(DEBT)], plan=PLAN)
    assert "later" not in moved(effect.entries)
    assert {e.book for e in effect.entries} == {"cash", "arranged"}


def test_money_beyond_the_agreement_pays_what_it_was_not_about() -> None:
    later = owed("later", "40", due=-90, of="fee")
    effect = effect_of(payment("170"), [later, *arranged(DEBT)], plan=PLAN)
    assert moved(effect.entries)["later"] == mxn("-20")
    assert (effect.fulfils, effect.credit) == (True, mxn("0"))


def test_a_settlement_forgives_what_was_agreed_and_not_what_fell_due_since() -> None:
    newer = owed("newer", "7", due=3, of="late_interest")
    effect = effect_of(payment("105"), [*arranged(DEBT), newer], plan=SETTLEMENT)
    assert "newer" not in moved(effect.discount)
    assert moved(effect.discount)["interest"] == mxn("-30")


@given(st.integers(1, 20_000), st.sampled_from([None, SETTLEMENT, PLAN]), st.integers(0, 15_000))
def test_entries_balance_and_no_charge_is_paid_beyond_what_it_owes(
    minor: int, agreed: Plan | None, about: int
) -> None:
    received = replace(payment("1"), amount=Money(minor, "MXN"))
    charges = after(DEBT, moves(DEBT, Money(about, "MXN"))) if agreed else DEBT
    effect = effect_of(received, charges, plan=agreed)
    assert not total((e.amount for e in effect.entries), "MXN")
    assert not total((e.amount for e in effect.discount), "MXN")
    for left in after(charges, (*effect.entries, *effect.discount)):
        assert mxn("0") <= left.arranged <= left.owed


@given(st.lists(st.integers(1, 10_499), min_size=1, max_size=4))
def test_a_settlement_paid_in_pieces_ends_at_zero_with_the_same_discount(cuts: list[int]) -> None:
    edges = [0, *sorted(set(cuts)), 10_500]
    charges, agreed = arranged(DEBT), SETTLEMENT
    for low, high in pairwise(edges):
        received = replace(payment("1"), amount=Money(high - low, "MXN"))
        effect = effect_of(received, charges, plan=agreed)
        charges = after(charges, (*effect.entries, *effect.discount))
        assert effect.plan is not None
        agreed = effect.plan
    assert not any(c.owed or c.arranged for c in charges)
    forgiven = [e.amount for e in effect.discount if e.book == "discount"]
    assert total(forgiven, "MXN") == mxn("45")
