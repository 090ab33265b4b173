"""What is owed again when money goes back, and what it pays when it returns: to the cent."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.money import Money, total
from bot.ledger.history import Paid, Part
from bot.ledger.journal import Entry
from bot.ledger.model import DEFAULT_ORDER
from bot.ledger.payback import Standing, give_back, take_again
from tests.builders.ledger import mxn, owed


def part(name: str, amount: str) -> Part:
    return Part(book="receivable", component="principal", charge_id=name, amount=mxn(amount))


def paid(*parts: Part, credit: str = "0") -> Paid:
    money = total((each.amount for each in parts), "MXN") + mxn(credit)
    return Paid(money=money, credit=mxn(credit), parts=parts)


def standing(*on_charges: Part, from_credit: Sequence[Part] = (), credit: str = "0") -> Standing:
    return Standing(on_charges=on_charges, from_credit=tuple(from_credit), credit=mxn(credit))


def again(entries: Sequence[Entry]) -> dict[str, Money]:
    """What is owed again, by charge; `credit` is what the customer holds less."""
    return {entry.charge_id or "credit": entry.amount for entry in entries if entry.book != "cash"}


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("1", {"credit": "1"}),
        ("2", {"credit": "2"}),
        ("6", {"credit": "2", "c2": "4"}),
        ("15", {"credit": "2", "c2": "5", "c1": "8"}),
    ],
)
def test_what_was_paid_last_is_owed_again_first(amount: str, expected: dict[str, str]) -> None:
    parts = (part("c1", "10"), part("c2", "5"))
    given_back = give_back(mxn(amount), paid(*parts, credit="2"), standing(*parts, credit="2"))
    assert again(given_back.entries) == {name: mxn(text) for name, text in expected.items()}
    assert given_back.unspent == ()


def test_credit_used_since_is_first_taken_from_what_it_paid() -> None:
    used = (part("c2", "3"), part("c3", "4"))
    given_back = give_back(
        mxn("6"), paid(credit="9"), standing(*used, from_credit=used, credit="2")
    )
    assert again(given_back.entries) == {"credit": mxn("6")}
    assert again(given_back.unspent) == {"c3": mxn("4"), "credit": mxn("-4")}


def test_a_charge_that_took_less_than_the_payment_says_is_not_owed_twice() -> None:
    parts = (part("c1", "10"), part("c2", "5"))
    left = standing(part("c1", "10"), part("c2", "1"), credit="4")
    given_back = give_back(mxn("5"), paid(*parts), left)
    assert again(given_back.entries) == {"c2": mxn("1"), "c1": mxn("4")}


CENTS = st.integers(1, 500)


@given(st.lists(CENTS, max_size=5), st.integers(0, 500), st.integers(0, 500), st.data())
def test_whatever_goes_back_every_movement_sums_to_zero(
    taken: list[int], kept: int, used: int, data: st.DataObject
) -> None:
    parts = tuple(
        part(f"c{number}", str(Money(cents, "MXN").to_decimal()))
        for number, cents in enumerate(taken)
    )
    spent = (part("s", str(Money(used, "MXN").to_decimal())),) if used else ()
    whole = sum(taken) + kept + used
    amount = Money(data.draw(st.integers(0, whole)), "MXN")
    credit = str(Money(kept + used, "MXN").to_decimal())
    now = standing(*parts, *spent, from_credit=spent, credit=str(Money(kept, "MXN").to_decimal()))
    given_back = give_back(amount, paid(*parts, credit=credit), now)
    for entries in (given_back.entries, given_back.unspent):
        assert total((entry.amount for entry in entries), "MXN") == mxn("0")
    held = again(given_back.entries).get("credit", mxn("0"))
    regained = -again(given_back.unspent).get("credit", mxn("0"))
    assert Money(kept, "MXN") + regained - held >= mxn("0")


@given(st.lists(CENTS, max_size=5), st.lists(CENTS, max_size=5), CENTS)
def test_money_that_returns_pays_no_charge_beyond_what_is_owed(
    went: list[int], left: list[int], cents: int
) -> None:
    charges = [
        owed(f"c{number}", str(Money(each, "MXN").to_decimal()), due=number)
        for number, each in enumerate(left)
    ]
    wanted = [
        Entry(
            book="receivable",
            amount=Money(each, "MXN"),
            component="principal",
            charge_id=f"c{number}",
        )
        for number, each in enumerate(went)
    ]
    entries = take_again(Money(cents, "MXN"), wanted, charges, order=DEFAULT_ORDER)
    assert total((entry.amount for entry in entries), "MXN") == mxn("0")
    fell = again(entries)
    for charge in charges:
        assert -fell.get(charge.charge.id, mxn("0")) <= charge.owed
    is_all_paid = all(-fell.get(c.charge.id, mxn("0")) == c.owed for c in charges)
    assert is_all_paid or "credit" not in fell


def test_money_that_returns_pays_first_what_it_had_paid() -> None:
    charges = [owed("c1", "5", due=-9), owed("c2", "5")]
    gone = Entry(book="receivable", amount=mxn("4"), component="principal", charge_id="c2")
    entries = take_again(mxn("6"), [gone], charges, order=DEFAULT_ORDER)
    assert again(entries) == {"c2": mxn("-4"), "c1": mxn("-2")}
