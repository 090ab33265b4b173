"""Offers with amounts and dates."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.kernel.money import Money, MoneyError
from bot.policy.evaluate import AccountFacts, Decision, decide
from bot.policy.schema import Policy
from bot.policy.terms import OfferTerms, Position, allowed_offers, build_offers

TODAY = date(2026, 11, 21)
Change = Callable[[str, str], Policy]


def mxn(text: str) -> Money:
    return Money.parse(text, "MXN")


POSITION = Position(
    currency="MXN",
    total=mxn("4200.55"),
    past_due=mxn("1400.00"),
    components={
        "principal": mxn("3000.00"),
        "ordinary_interest": mxn("500.00"),
        "late_interest": mxn("600.33"),
        "fee": mxn("100.22"),
    },
)


def decision_of(policy: Policy, *, days: int = 120, broken: int = 0) -> Decision:
    facts = AccountFacts(
        country="MX",
        days_past_due=days,
        balance=POSITION.total,
        product="personal_loan",
        broken_promises=broken,
    )
    return decide(policy, facts)


def offers(policy: Policy, position: Position = POSITION) -> tuple[OfferTerms, ...]:
    return build_offers(decision_of(policy), position, TODAY)


def one(policy: Policy, kind: str) -> OfferTerms:
    return next(terms for terms in offers(policy) if terms.kind == kind)


def test_offers_come_in_the_order_of_the_ladder(policy: Policy) -> None:
    kinds = [(terms.kind, len(terms.installments)) for terms in offers(policy)]

    assert kinds == [
        ("full", 1),
        ("current", 1),
        ("settlement", 1),
        ("plan", 2),
        ("plan", 3),
        ("plan", 6),
    ]


def test_paying_in_full_is_the_balance_to_the_cent(policy: Policy) -> None:
    full = one(policy, "full")

    assert (full.total_to_pay, full.discount) == (POSITION.total, mxn("0"))
    assert full.installments[0].due_on == date(2026, 11, 26)


def test_getting_up_to_date_is_what_is_past_due(policy: Policy) -> None:
    assert one(policy, "current").total_to_pay == mxn("1400.00")


@pytest.mark.parametrize("past_due", ["0", "4200.55"])
def test_nothing_or_everything_past_due_has_no_offer_to_get_up_to_date(
    policy: Policy, past_due: str
) -> None:
    found = offers(policy, replace(POSITION, past_due=mxn(past_due)))

    assert "current" not in {terms.kind for terms in found}


def test_the_bot_forgives_up_to_its_own_limit_and_rounds_down(policy: Policy) -> None:
    settlement = one(policy, "settlement")

    assert settlement.discount_by_component == {
        "late_interest": mxn("150.08"),
        "fee": mxn("25.05"),
    }
    assert settlement.discount == mxn("175.13")
    assert settlement.total_to_pay == mxn("4025.42")


def test_what_the_policy_allows_beyond_the_bot_is_marked_for_a_person(policy: Policy) -> None:
    beyond = [t for t in allowed_offers(decision_of(policy), POSITION, TODAY) if t.approval_needed]

    assert [(terms.kind, terms.discount) for terms in beyond] == [("settlement", mxn("245.18"))]


def test_without_a_limit_the_bot_forgives_all_the_policy_allows(policy_with: Change) -> None:
    generous = policy_with("approval: {discount_above_pct: 25}", "approval: never")

    assert one(generous, "settlement").discount == mxn("245.18")


def test_what_is_forgiven_stops_at_the_maximum_amount(policy_with: Change) -> None:
    capped = policy_with("discount_pct: 35", "discount_pct: 35\n        max_forgiven: 100")
    settlement = one(capped, "settlement")

    assert settlement.discount == mxn("100.00")
    assert settlement.discount_by_component == {"late_interest": mxn("85.70"), "fee": mxn("14.30")}


def test_nothing_to_forgive_is_no_settlement(policy: Policy) -> None:
    plain = replace(POSITION, components={"principal": POSITION.total})

    assert "settlement" not in {terms.kind for terms in offers(policy, plain)}


def test_a_debt_is_never_settled_for_nothing(policy: Policy) -> None:
    free = _forgiving_everything(policy)
    fees = Position(
        currency="MXN", total=mxn("600"), past_due=mxn("0"), components={"fee": mxn("600")}
    )

    assert "settlement" not in {terms.kind for terms in allowed_offers(free, fees, TODAY)}


def test_a_plan_has_a_down_payment_and_equal_parts_by_the_month(policy: Policy) -> None:
    three = next(terms for terms in offers(policy) if len(terms.installments) == 3)

    assert [(part.no, part.due_on, part.amount) for part in three.installments] == [
        (1, date(2026, 11, 28), mxn("420.06")),
        (2, date(2026, 12, 28), mxn("1890.25")),
        (3, date(2027, 1, 28), mxn("1890.24")),
    ]


@pytest.mark.parametrize(
    ("kind", "block", "patient"),
    [
        ("full", "full: {}\n      current", "full: {grace_days: 2}\n      current"),
        ("current", "current: {}", "current: {grace_days: 2}"),
        ("settlement", "pay_within_days: 5", "pay_within_days: 5\n        grace_days: 2"),
        ("plan", "first_due_days: 7", "first_due_days: 7\n        grace_days: 2"),
    ],
)
def test_days_of_grace_are_part_of_the_terms(
    policy: Policy, policy_with: Change, kind: str, block: str, patient: str
) -> None:
    assert one(policy, kind).grace_days == 0
    assert one(policy_with(block, patient), kind).grace_days == 2


def test_only_a_plan_has_a_tolerance(policy_with: Change) -> None:
    tolerant = policy_with("first_due_days: 7", "first_due_days: 7\n        tolerance_pct: 5")
    assert {t.kind: t.tolerance_pct for t in offers(tolerant)} == {
        "full": 0,
        "current": 0,
        "settlement": 0,
        "plan": 5,
    }


def test_a_plan_that_ends_too_late_is_not_offered(policy_with: Change) -> None:
    short = policy_with("first_due_days: 7", "first_due_days: 7\n        max_total_days: 70")

    assert [len(t.installments) for t in offers(short) if t.kind == "plan"] == [2, 3]


@pytest.mark.parametrize(
    ("limit", "kinds"),
    [
        ("installments_above: 3", ["full", "current", "settlement", "plan", "plan"]),
        ("balance_above: 4200.54", ["full", "current"]),
        ("balance_above: 4200.55", ["full", "current", "settlement", "plan", "plan", "plan"]),
    ],
)
def test_what_is_beyond_the_bots_limits_is_not_offered_by_it(
    limit: str, kinds: list[str], policy_with: Change
) -> None:
    limited = policy_with("approval: {discount_above_pct: 25}", f"approval: {{{limit}}}")

    assert [terms.kind for terms in offers(limited)] == kinds


def test_a_rule_that_always_wants_a_person_offers_nothing(policy_with: Change) -> None:
    strict = policy_with("approval: {discount_above_pct: 25}", "approval: always")
    everything = allowed_offers(decision_of(strict), POSITION, TODAY)

    assert offers(strict) == ()
    assert everything
    assert all(terms.approval_needed for terms in everything)


@pytest.mark.parametrize(("days", "broken"), [(120, 3), (500, 0)])
def test_no_offer_comes_from_a_rule_without_offers_or_from_no_rule(
    policy: Policy, days: int, broken: int
) -> None:
    assert build_offers(decision_of(policy, days=days, broken=broken), POSITION, TODAY) == ()


def test_a_version_that_is_not_in_force_offers_nothing(policy_with: Change) -> None:
    ended = policy_with("to: null", "to: 2026-11-20")

    assert offers(ended) == ()


def test_nothing_owed_is_nothing_to_offer(policy: Policy) -> None:
    nothing = Position(currency="MXN", total=mxn("0"), past_due=mxn("0"), components={})

    assert offers(policy, nothing) == ()


def test_a_position_in_another_currency_is_a_loud_mistake(policy: Policy) -> None:
    dollars = Position(
        currency="USD",
        total=Money(500, "USD"),
        past_due=Money(0, "USD"),
        components={"principal": Money(500, "USD")},
    )

    with pytest.raises(MoneyError, match="currency of the decision"):
        offers(policy, dollars)


@pytest.mark.parametrize(
    ("total", "past_due", "fee"),
    [("100", "0", "99.99"), ("100", "100.01", "100"), ("-1", "-1", "-1"), ("100", "-1", "100")],
)
def test_a_position_that_does_not_add_up_cannot_exist(total: str, past_due: str, fee: str) -> None:
    with pytest.raises(MoneyError):
        Position(
            currency="MXN", total=mxn(total), past_due=mxn(past_due), components={"fee": mxn(fee)}
        )


def _forgiving_everything(policy: Policy) -> Decision:
    decision = decision_of(policy)
    assert decision.offer is not None
    assert decision.offer.settlement is not None
    settlement = decision.offer.settlement.model_copy(update={"discount_pct": Decimal(100)})
    approval = decision.offer.approval.model_copy(update={"discount_above_pct": None})
    blocks = {"settlement": settlement, "approval": approval}
    return replace(decision, offer=decision.offer.model_copy(update=blocks))
