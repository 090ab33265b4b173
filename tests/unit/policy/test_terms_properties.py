"""What holds for every offer of the demo policy, whatever is owed."""

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.money import Money, total
from bot.policy.evaluate import AccountFacts, Decision, decide
from bot.policy.load import load
from bot.policy.terms import Position, allowed_offers, build_offers

POLICY = load(Path("policies/offers.yml"))
TODAY = date(2026, 11, 30)
COMPONENTS = ("principal", "ordinary_interest", "late_interest", "fee", "tax")
COUNTRIES = st.sampled_from(sorted(POLICY.currencies.items()))


@st.composite
def situations(draw: st.DrawFn) -> tuple[Decision, Position]:
    """Any account the demo policy may meet, and what is owed on it."""
    country, currency = draw(COUNTRIES)
    owed = {name: Money(draw(st.integers(0, 10**9)), currency) for name in COMPONENTS}
    everything = total(owed.values(), currency)
    past_due = Money(draw(st.integers(0, everything.amount_minor)), currency)
    facts = AccountFacts(
        country=country,
        days_past_due=draw(st.integers(0, 200)),
        balance=everything,
        broken_promises=draw(st.integers(0, 4)),
    )
    position = Position(currency=currency, total=everything, past_due=past_due, components=owed)
    return decide(POLICY, facts), position


@given(situations())
def test_the_instalments_of_an_offer_add_up_exactly(situation: tuple[Decision, Position]) -> None:
    decision, position = situation

    for terms in allowed_offers(decision, position, TODAY):
        parts = [part.amount for part in terms.installments]
        assert total(parts, position.currency) == terms.total_to_pay
        assert all(part > Money.zero(position.currency) for part in parts)


@given(situations())
def test_what_is_paid_and_what_is_forgiven_is_what_is_owed(
    situation: tuple[Decision, Position],
) -> None:
    decision, position = situation

    for terms in allowed_offers(decision, position, TODAY):
        owed = position.past_due if terms.kind == "current" else position.total
        assert terms.total_to_pay + terms.discount == owed
        assert total(terms.discount_by_component.values(), position.currency) == terms.discount


@given(situations())
def test_only_allowed_components_are_forgiven_and_never_more_than_allowed(
    situation: tuple[Decision, Position],
) -> None:
    decision, position = situation
    block = decision.offer.settlement if decision.offer else None

    for terms in allowed_offers(decision, position, TODAY):
        for name, part in terms.discount_by_component.items():
            assert block is not None
            assert name in block.components
            most = position.components[name].to_decimal() * block.discount_pct / 100
            assert part.to_decimal() <= most


@given(situations())
def test_the_bot_never_forgives_beyond_its_own_limit(situation: tuple[Decision, Position]) -> None:
    decision, position = situation
    limit = decision.offer.approval.discount_above_pct if decision.offer else None

    for terms in build_offers(decision, position, TODAY):
        for name, part in terms.discount_by_component.items():
            owed = position.components[name].to_decimal()
            assert limit is None or part.to_decimal() <= owed * limit / 100


@given(situations())
def test_no_instalment_is_below_the_minimum(situation: tuple[Decision, Position]) -> None:
    decision, position = situation
    plan = decision.offer.plan if decision.offer else None

    for terms in allowed_offers(decision, position, TODAY):
        if terms.kind == "plan":
            assert plan is not None
            smallest = min(part.amount for part in terms.installments)
            assert smallest.to_decimal() >= plan.min_installment
            assert len(terms.installments) in plan.counts


@given(situations())
def test_the_bot_offers_only_what_needs_nobody(situation: tuple[Decision, Position]) -> None:
    decision, position = situation
    made = build_offers(decision, position, TODAY)

    assert not any(terms.approval_needed for terms in made)
    if decision.offer is None or decision.offer.approval.always:
        assert made == ()


@given(situations())
def test_dates_go_forward_from_today(situation: tuple[Decision, Position]) -> None:
    decision, position = situation

    for terms in allowed_offers(decision, position, TODAY):
        days = [part.due_on for part in terms.installments]
        assert days == sorted(days)
        assert days[0] >= TODAY
