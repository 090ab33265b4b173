"""What a payment does: to the charges, to the agreement, and to what a settlement forgives."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.money import Money, total
from bot.ledger.journal import Entry
from bot.ledger.payment import Effect, effect_of
from bot.ledger.plans import Plan
from tests.builders.ledger import TODAY, days, mxn, owed, payment, plan, terms

DEBT = [
    owed("interest", "30", due=-60, of="late_interest"),
    owed("principal", "100", due=-60),
    owed("fee", "20", due=-10, of="fee"),
]
SETTLEMENT = plan(terms("settlement", "105", discount={"late_interest": "30", "fee": "15"}))
PLAN = plan(terms("plan", "50", "50", "50"))


def paying(
    amount: str, agreed: Plan | None = None, *, day: int = 0, no: int | None = None
) -> Effect:
    received = payment(amount, for_plan=agreed, installment_no=no)
    return effect_of(received, DEBT, plan=agreed, day=days(day))


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
    assert effect.fate == "no_plan"


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
    assert effect.fate == "completed"


def test_part_of_a_settlement_spares_what_will_be_forgiven() -> None:
    effect = paying("60", SETTLEMENT)
    assert moved(effect.entries) == {"cash": mxn("60"), "principal": mxn("-60")}
    assert (effect.fate, effect.discount) == ("progress", ())


def test_a_settlement_paid_on_its_last_day_counts() -> None:
    assert paying("105", SETTLEMENT, day=7).fate == "completed"


def test_a_settlement_paid_a_day_late_forgives_nothing() -> None:
    effect = paying("105", SETTLEMENT, day=8)
    assert (effect.fate, effect.discount, effect.progress) == ("lapsed", (), ())
    assert moved(effect.entries)["interest"] == mxn("-30")


def test_paying_a_settlement_too_much_leaves_a_credit_and_the_discount() -> None:
    effect = paying("110", SETTLEMENT)
    assert moved(effect.entries)["customer_credit"] == mxn("-5")
    assert effect.fate == "completed"


def test_an_instalment_is_paid_when_it_is_covered() -> None:
    (first,) = paying("50", PLAN).progress
    assert (first.no, first.state, first.owed) == (1, "paid", mxn("0"))


def test_part_of_an_instalment_is_remembered() -> None:
    (first,) = paying("20", PLAN).progress
    assert (first.state, first.paid, first.owed) == ("pending", mxn("20"), mxn("30"))


def test_the_instalment_a_payment_was_made_for_is_paid_first() -> None:
    assert [i.no for i in paying("60", PLAN, no=2).progress] == [2, 1]


def test_the_last_instalment_completes_the_plan() -> None:
    nearly = replace(
        PLAN,
        installments=(
            *(replace(i, paid=i.amount, state="paid") for i in PLAN.installments[:2]),
            PLAN.installments[2],
        ),
    )
    assert paying("50", nearly).fate == "completed"


def test_paying_everything_at_once_completes_the_plan() -> None:
    assert paying("150", PLAN).fate == "completed"


def test_a_plan_paid_late_is_still_a_plan() -> None:
    assert paying("50", PLAN, day=90).fate == "progress"


@given(st.integers(1, 20_000), st.sampled_from([None, SETTLEMENT, PLAN]), st.integers(0, 30))
def test_entries_balance_and_no_charge_is_paid_beyond_what_it_owes(
    minor: int, agreed: Plan | None, day: int
) -> None:
    received = replace(payment("1"), amount=Money(minor, "MXN"))
    effect = effect_of(received, DEBT, plan=agreed, day=days(day))
    assert not total((e.amount for e in effect.entries), "MXN")
    assert not total((e.amount for e in effect.discount), "MXN")
    for charge in DEBT:
        both = (e for e in (*effect.entries, *effect.discount) if e.charge_id == charge.charge.id)
        assert mxn("0") <= charge.owed + total((e.amount for e in both), "MXN")


@given(st.lists(st.integers(1, 10_499), min_size=1, max_size=4))
def test_a_settlement_paid_in_pieces_ends_at_zero_with_the_same_discount(cuts: list[int]) -> None:
    edges = [0, *sorted(set(cuts)), 10_500]
    charges, agreed = DEBT, SETTLEMENT
    for low, high in pairwise(edges):
        received = replace(payment("1"), amount=Money(high - low, "MXN"))
        effect = effect_of(received, charges, plan=agreed, day=TODAY)
        both = moved(effect.entries), moved(effect.discount)
        charges = [
            replace(c, owed=c.owed + total((m.get(c.charge.id, mxn("0")) for m in both), "MXN"))
            for c in charges
        ]
        agreed = replace(agreed, installments=effect.progress)
    assert not any(c.owed for c in charges)
    forgiven = [e.amount for e in effect.discount if e.book == "discount"]
    assert total(forgiven, "MXN") == mxn("45")
