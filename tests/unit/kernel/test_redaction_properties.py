"""No seven digits in a row leave in a log line, wherever they stand and whatever holds them."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.ids import new_id
from bot.kernel.redaction import redact

SEPARATORS = st.sampled_from(["", " ", "-", ".", "(", ")"])
AROUND = st.text(max_size=12).filter(lambda text: not re.search(r"wamid|_", text))
RUN = re.compile(r"\d(?:[\s().-]?\d){6,}")


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """Seven digits or more, grouped in some way."""
    digits = draw(st.lists(st.sampled_from("0123456789"), min_size=7, max_size=18))
    return "".join(digit + draw(SEPARATORS) for digit in digits)


@st.composite
def sentences(draw: st.DrawFn) -> str:
    return draw(AROUND) + draw(numbers()) + draw(AROUND)


VALUES = st.recursive(
    st.one_of(sentences(), st.integers(10**6, 10**15), st.integers(-(10**15), -(10**6))),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner),
        st.dictionaries(sentences(), inner, max_size=3),
        st.frozensets(sentences(), max_size=3),
    ),
    max_leaves=6,
)


def leaves(value: Any) -> list[str]:
    """Every text and number of a line, keys too."""
    match value:
        case dict():
            return [leaf for pair in value.items() for part in pair for leaf in leaves(part)]
        case list():
            return [leaf for part in value for leaf in leaves(part)]
        case _:
            return [str(value)]


def written(value: Any) -> str:
    """What is left of `value` in the line."""
    return "\n#".join(leaves(redact(None, "info", {"value": value})["value"]))


@given(VALUES)
def test_no_run_of_seven_digits_survives(value: Any) -> None:
    assert not RUN.search(written(value))


@given(VALUES)
def test_what_was_cleaned_stays_as_it_is(value: Any) -> None:
    once = redact(None, "info", {"value": value})
    assert redact(None, "info", dict(once)) == once


@given(st.sampled_from(["con", "out", "plan", "case"]), AROUND)
def test_an_id_of_ours_stays_readable(prefix: str, around: str) -> None:
    own = new_id(prefix)
    assert own in written(f"{around} {own}")


@given(numbers())
def test_a_number_in_an_event_or_under_any_key_is_seen(number: str) -> None:
    line = redact(None, "info", {"event": f"to {number}", "anything": number})
    assert not RUN.search(str(line))


@dataclass(frozen=True)
class Caller:
    phone: str


@pytest.mark.parametrize(
    "value",
    [
        "tel5512345678",
        "5512345678x",
        "call me.5512345678",
        "_5512345678_",
        "phone=5512345678;",
        "https://wa.me/525512345678?text=hola",
        "con_5512345678",
        5512345678,
        -1001000000001,
        b"5512345678",
        {"5512345678"},
        {"5512345678": "seen"},
        {"to": {"phones": ("5512345678",)}},
        Caller(phone="5512345678"),
        ValueError("5512345678"),
        Decimal(5512345678),
        date(1987, 6, 14),
        "٥٥١٢٣٤٥٦٧٨",
    ],
    ids=repr,
)
def test_a_number_is_hidden_whatever_it_is_glued_to_or_held_by(value: Any) -> None:
    said = written(value)
    assert not RUN.search(said)
    assert "1987" not in said
