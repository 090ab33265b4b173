"""Whatever is asked, what comes out is allowed: checked by the numbers of the demo's rules."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.money import Money, total
from bot.policy.counter import Ask, respond
from bot.policy.evaluate import AccountFacts, Decision, decide
from bot.policy.load import load
from bot.policy.terms import OfferTerms, Position

FILE = yaml.safe_load(Path("policies/offers.yml").read_text(encoding="utf-8"))
RULES = {rule["id"]: rule["offer"] for rule in FILE["rules"]}
POLICY = load(Path("policies/offers.yml"))
TODAY = date(2026, 11, 30)
COMPONENTS = ("principal", "ordinary_interest", "late_interest", "fee", "tax")

Case = tuple[Ask, Decision, Position]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any ask, on any account that the demo policy may meet."""
    country, currency = draw(st.sampled_from(sorted(POLICY.currencies.items())))
    owed = {name: Money(draw(st.integers(0, 10**7)), currency) for name in COMPONENTS}
    everything = total(owed.values(), currency)
    past_due = Money(draw(st.integers(0, everything.amount_minor)), currency)
    days = draw(st.integers(0, 200))
    facts = AccountFacts(country=country, days_past_due=days, balance=everything)
    position = Position(currency=currency, total=everything, past_due=past_due, components=owed)
    sums = st.none() | st.integers(1, 10**8).map(lambda minor: Money(minor, currency))
    ask = Ask(
        kind=draw(st.sampled_from([None, None, "full", "current", "settlement", "plan"])),
        total=draw(sums),
        discount=draw(sums),
        each=draw(sums),
        payments=draw(st.none() | st.integers(1, 60)),
        every=draw(st.sampled_from([None, "week", "fortnight", "month"])),
        first_on=draw(st.none() | st.integers(0, 90).map(lambda n: TODAY + timedelta(days=n))),
    )
    return ask, decide(POLICY, facts), position


def answered(case: Case) -> tuple[OfferTerms, ...]:
    ask, decision, position = case
    found = respond(ask, decision, position, TODAY)
    return (*found.met, *found.nearest)


def keeps_to(rule: dict[str, Any], offer: OfferTerms, position: Position) -> bool:
    """Whether this rule of the file allows the offer, by its own numbers."""
    block = rule[offer.kind]
    days = (offer.installments[0].due_on - TODAY).days
    if offer.kind == "plan":
        least = min(part.amount.to_decimal() for part in offer.installments)
        return (
            len(offer.installments) in block["counts"]
            and least >= Decimal(block["min_installment"])
            and 0 <= days <= block["first_due_days"]
        )
    return 0 <= days <= block["pay_within_days"] and forgives_within(rule, offer, position)


def forgives_within(rule: dict[str, Any], offer: OfferTerms, position: Position) -> bool:
    """Whether no component is forgiven beyond what the bot may forgive alone."""
    if offer.kind != "settlement":
        return not offer.discount
    block = rule["settlement"]
    alone = rule.get("approval", {}).get("discount_above_pct", block["discount_pct"])
    pct = min(alone, block["discount_pct"])
    return all(
        name in block["components"]
        and part.to_decimal() <= position.components[name].to_decimal() * pct / 100
        for name, part in offer.discount_by_component.items()
    )


@given(cases())
def test_nothing_comes_out_that_the_rule_does_not_allow(case: Case) -> None:
    _, decision, position = case
    for offer in answered(case):
        assert decision.rule_id is not None
        assert keeps_to(RULES[decision.rule_id], offer, position)
        assert not offer.approval_needed


@given(cases())
def test_the_parts_are_the_total_and_the_total_is_owed(case: Case) -> None:
    _, _, position = case
    for offer in answered(case):
        owed = position.past_due if offer.kind == "current" else position.total
        parts = [part.amount for part in offer.installments]
        assert total(parts, position.currency) == offer.total_to_pay
        assert offer.total_to_pay + offer.discount == owed


@given(cases())
def test_the_same_ask_has_the_same_answer(case: Case) -> None:
    ask, decision, position = case
    assert respond(ask, decision, position, TODAY) == respond(ask, decision, position, TODAY)


@given(cases())
def test_an_answer_is_what_was_asked_or_at_most_two_others_with_a_reason(case: Case) -> None:
    ask, decision, position = case
    found = respond(ask, decision, position, TODAY)
    assert not (found.met and found.nearest)
    assert len(found.nearest) <= 2
    assert (found.unmet is not None) is bool(found.nearest)
    assert all(getattr(ask, found.unmet) is not None for _ in found.nearest[:1] if found.unmet)


@given(cases())
def test_what_is_called_met_has_the_count_and_the_day_that_were_asked(case: Case) -> None:
    ask, decision, position = case
    for offer in respond(ask, decision, position, TODAY).met:
        assert ask.payments in (None, len(offer.installments))
        assert ask.first_on in (None, offer.installments[0].due_on)
        if ask.discount is not None:
            assert position.total - ask.discount <= position.total
