"""Grace and tolerance are kept with the terms, and terms from before them still read."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.ledger.terms import TermsError, from_json, to_json
from tests.builders.ledger import days, mxn, terms

PATIENT = replace(terms("plan", "70", "50"), grace_days=2, tolerance_pct=Decimal("2.5"))


def test_grace_and_tolerance_are_stored_and_read() -> None:
    assert from_json(to_json(PATIENT)) == PATIENT


def test_terms_that_were_stored_before_them_have_neither() -> None:
    stored = to_json(terms("full", "10"))
    del stored["grace_days"], stored["tolerance_pct"]
    read = from_json(stored)
    assert (read.grace_days, read.tolerance_pct) == (0, 0)


def test_the_least_is_rounded_up_and_grace_moves_the_last_day() -> None:
    assert PATIENT.least(mxn("33.33")) == mxn("32.50")
    assert PATIENT.last_day(days(7)) == days(9)


@pytest.mark.parametrize(
    "wrong", [{"grace_days": -1}, {"tolerance_pct": Decimal(-1)}, {"tolerance_pct": Decimal(101)}]
)
def test_impatient_nonsense_is_refused(wrong: dict) -> None:
    with pytest.raises(TermsError):
        replace(PATIENT, **wrong)


def test_only_a_plan_has_a_tolerance() -> None:
    with pytest.raises(TermsError, match="tolerance"):
        replace(terms("full", "10"), tolerance_pct=Decimal(1))
