"""YAML without its guesses."""

from datetime import date
from decimal import Decimal

import pytest

from bot.rulefiles.document import read_document

READINGS = {
    "12": 12,
    "-3": -3,
    "12.50": Decimal("12.50"),
    "2026-12-01": date(2026, 12, 1),
    "true": True,
    "null": None,
    "no": "no",
    "1,000": "1,000",
    "1_000": "1_000",
    "012": "012",
    "1:30": "1:30",
    "1e3": "1e3",
    ".inf": ".inf",
    '"12"': "12",
    "2026-02-30": "2026-02-30",
}


@pytest.mark.parametrize(("written", "read"), READINGS.items(), ids=list(READINGS))
def test_a_word_is_read_as_what_it_plainly_is(written: str, read: object) -> None:
    value = read_document(f"a: {written}").data["a"]

    assert (value, type(value)) == (read, type(read))


def test_each_value_knows_its_line() -> None:
    document = read_document("a:\n  - b: 1\n  - c: 2\n")

    assert document.line_of(("a", 1, "c")) == 3


def test_a_value_that_is_not_there_has_the_line_of_its_parent() -> None:
    assert read_document("a: 1\nb:\n  c: 2\n").line_of(("b", "missing", 4)) == 2


def test_a_syntax_error_is_told_with_its_line() -> None:
    document = read_document("a: 1\nb: [1, 2\nc: 3\n")

    assert document.line_of(()) == 3
    assert "cannot be read as YAML" in document.findings[0].message


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: &x {b: 1}\nc: *x\n", "anchors and aliases"),
        ("a: 1\na: 2\n", "a is written twice"),
        ("a: \x00\n", "characters that YAML does not allow"),
        ("[" * 1500, "nested too deeply"),
    ],
)
def test_what_yaml_allows_to_surprise_is_refused(text: str, complaint: str) -> None:
    assert complaint in read_document(text).findings[0].message


def test_an_alias_to_itself_ends() -> None:
    assert read_document("a: &x [*x]\n").findings
