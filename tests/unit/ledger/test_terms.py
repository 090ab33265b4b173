"""Terms that do not add up cannot be built, and those that do survive storage."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.money import Money
from bot.ledger.terms import Installment, PlanTerms, TermsError, from_json, to_json
from tests.builders.ledger import days, mxn, terms

PLAN = terms("plan", "100", "50", "50")
SETTLEMENT = terms("settlement", "80", discount={"fee": "15", "tax": "5"})


@pytest.mark.parametrize(
    ("good", "change", "reason"),
    [
        (PLAN, {"total": mxn("199.99")}, "do not sum to the total"),
        (PLAN, {"installments": ()}, "not numbered"),
        (PLAN, {"installments": PLAN.installments[::-1]}, "not numbered"),
        (PLAN, {"kind": "full"}, "exactly one"),
        (PLAN, {"kind": "current"}, "exactly one"),
        (PLAN, {"discount": mxn("1")}, "sum of its components"),
        (SETTLEMENT, {"discount": mxn("20.01")}, "sum of its components"),
        (SETTLEMENT, {"kind": "full"}, "only a settlement"),
        (SETTLEMENT, {"discount_by_component": {"gift": mxn("20")}}, "unknown or negative"),
        (SETTLEMENT, {"discount_by_component": {"fee": mxn("-1")}}, "unknown or negative"),
    ],
)
def test_terms_that_contradict_themselves_are_refused(
    good: PlanTerms, change: dict[str, Any], reason: str
) -> None:
    with pytest.raises(TermsError, match=reason):
        replace(good, **change)


def test_an_instalment_is_more_than_zero() -> None:
    with pytest.raises(TermsError, match="not positive"):
        terms("plan", "10", "0")


def test_two_instalments_never_fall_due_on_one_day() -> None:
    twins = tuple(Installment(no=no, due_on=days(7), amount=mxn("5")) for no in (1, 2))
    with pytest.raises(TermsError, match="ascend"):
        replace(terms("plan", "5", "5"), installments=twins)


@pytest.mark.parametrize("kept", [PLAN, SETTLEMENT, terms("full", "0.01")])
def test_terms_survive_storage(kept: PlanTerms) -> None:
    assert from_json(json.loads(json.dumps(to_json(kept)))) == kept


@given(st.integers(1, 10**12), st.integers(1, 24))
def test_any_exact_split_makes_a_plan(minor: int, count: int) -> None:
    parts = [part for part in Money(minor, "MXN").split(count) if part]
    made = PlanTerms(
        kind="plan",
        total=Money(minor, "MXN"),
        discount=mxn("0"),
        installments=tuple(
            Installment(no=no, due_on=days(no), amount=part) for no, part in enumerate(parts, 1)
        ),
    )
    assert from_json(to_json(made)) == made
