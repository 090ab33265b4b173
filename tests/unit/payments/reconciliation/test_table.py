"""The findings as CSV: read back exactly, and never a formula."""

import csv
import io
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.payments.reconciliation.compare import compare
from bot.payments.reconciliation.model import Dated, Finding, Kind, totals_of
from bot.payments.reconciliation.table import COLUMNS, amount, differences_csv, safe, to_csv
from bot.payments.reconciliation.words import WORDS, kind_words
from tests.builders.reconciliation import (
    ACCOUNT,
    LONG_AGO,
    NOW,
    VIEW,
    mxn,
    payment,
    posted,
)


def read(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def dated(finding, first_seen_at=NOW):
    return Dated(finding=finding, first_seen_at=first_seen_at)


def test_a_difference_is_read_back_exactly():
    (found,) = compare([payment(in_ledger=posted(mxn(98_001)))], VIEW)
    (row,) = read(differences_csv([dated(found)], last4={ACCOUNT: "0471"}, now=NOW))
    assert row == {
        "kind": "payment_amount",
        "weight": "difference",
        "subject": "pi_1",
        "folio": "F2",
        "account": "ACC-1",
        "last4": "0471",
        "expected": "5.00",
        "expected_currency": "MXN",
        "found": "980.01",
        "found_currency": "MXN",
        "difference": "975.01",
        "began_at": LONG_AGO.isoformat(),
        "first_seen_at": NOW.isoformat(),
        "age_days": "3",
    }


def test_no_finding_is_a_table_of_column_names():
    text = differences_csv([], last4={}, now=NOW)
    assert text == ",".join(COLUMNS) + "\r\n"


def test_what_has_no_amount_has_empty_cells():
    finding = Finding(kind=Kind.EVENT_DEAD, subject="evt_1", since=LONG_AGO)
    (row,) = read(differences_csv([dated(finding)], last4={}, now=NOW))
    assert {row[name] for name in ("expected", "found", "difference", "account")} == {""}


@pytest.mark.parametrize(
    ("money", "said"),
    [
        (Money(98_001, "MXN"), "980.01"),
        (Money(-5, "USD"), "-0.05"),
        (Money(100_000_000_000_000, "COP"), "1000000000000.00"),
        (Money(980, "JPY"), "980"),
        (None, ""),
    ],
)
def test_amounts_have_their_currencys_decimals(money, said):
    assert amount(money) == said


@pytest.mark.parametrize(
    "cell", ["=1+1", "+5", "-5+2", "@SUM(A1)", "\tx", "\r=1", "-", "-1.2.3", "-٣"]
)
def test_a_formula_is_defused(cell):
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "-500.00", "-5", "ACC-1", "2026-11-21T18:00:00+00:00"])
def test_amounts_dates_and_names_stay_as_they_are(cell):
    assert safe(cell) == cell


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_any_text_survives_the_journey(rows):
    text = to_csv(("a", "b"), rows)
    read_back = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert read_back == [[safe(a), safe(b)] for a, b in rows]


def test_an_account_id_that_is_a_formula_is_defused():
    evil = AccountId('=HYPERLINK("http://x")')
    finding = Finding(kind=Kind.LEDGER_CHARGES, subject=evil, account_id=evil)
    (row,) = read(differences_csv([dated(finding)], last4={}, now=NOW))
    assert row["account"].startswith("'=")
    assert row["subject"].startswith("'=")


def test_the_age_is_of_what_began_first():
    finding = Finding(kind=Kind.LEDGER_CHARGES, subject="ACC-1")
    seen = dated(finding, first_seen_at=NOW - timedelta(days=9))
    (row,) = read(differences_csv([seen], last4={}, now=NOW))
    assert row["age_days"] == "9"


def test_totals_keep_currencies_and_signs_apart():
    more = Finding(kind=Kind.PAYMENT_AMOUNT, subject="a", expected=mxn(1), found=mxn(3))
    less = Finding(kind=Kind.PAYMENT_AMOUNT, subject="b", expected=mxn(3), found=mxn(1))
    mixed = Finding(
        kind=Kind.PAYMENT_CURRENCY, subject="c", expected=mxn(5), found=Money(7, "USD")
    )
    told = [(t.kind, t.currency, t.count, t.gap_minor) for t in totals_of([mixed, less, more])]
    assert told == [
        (Kind.PAYMENT_AMOUNT, "MXN", 2, 0),
        (Kind.PAYMENT_CURRENCY, "MXN", 1, -5),
        (Kind.PAYMENT_CURRENCY, "USD", 1, 7),
    ]


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_said_in_both_languages_as_one_sentence(kind):
    spanish, english = kind_words(kind, "es"), kind_words(kind, "en")
    assert spanish.name != english.name
    for words in (spanish, english):
        assert words.meaning.endswith(".")
        assert ". " not in words.meaning
    assert set(WORDS) == set(Kind)
