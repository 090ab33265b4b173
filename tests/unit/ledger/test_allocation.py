"""A payment pays the oldest due date first, then the policy's order of components."""

from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.money import Money, total
from bot.ledger.allocation import allocate, forgiven, in_order, without
from bot.ledger.model import COMPONENTS, DEFAULT_ORDER, OpenCharge
from tests.builders.ledger import mxn, owed

CHARGES = st.lists(
    st.tuples(st.integers(1, 10**9), st.integers(-400, 400), st.sampled_from(COMPONENTS))
).map(
    lambda drawn: [
        owed(f"c{i}", str(Money(minor, "MXN").to_decimal()), due=due, of=of)
        for i, (minor, due, of) in enumerate(drawn)
    ]
)


def names(charges: list[OpenCharge]) -> list[str]:
    return [c.charge.id for c in charges]


def test_the_oldest_due_date_comes_before_any_component() -> None:
    charges = [owed("new fee", "1", due=0, of="fee"), owed("old principal", "1", due=-30)]
    assert names(in_order(charges, DEFAULT_ORDER)) == ["old principal", "new fee"]


def test_on_one_day_the_given_order_of_components_decides() -> None:
    charges = [owed("p", "1"), owed("f", "1", of="fee"), owed("t", "1", of="tax")]
    assert names(in_order(charges, ("principal", "tax", "fee"))) == ["p", "t", "f"]


def test_components_the_order_forgets_come_last() -> None:
    charges = [owed("p", "1"), owed("f", "1", of="fee"), owed("t", "1", of="tax")]
    assert names(in_order(charges, ("tax",))) == ["t", "p", "f"]


def test_a_payment_stops_in_the_middle_of_a_charge() -> None:
    done = allocate(mxn("12.50"), [owed("a", "10", due=-2), owed("b", "10")], order=())
    assert [part for _, part in done.parts] == [mxn("10"), mxn("2.50")]
    assert not done.rest


def test_what_no_charge_takes_is_the_rest() -> None:
    assert allocate(mxn("12.50"), [owed("a", "10")], order=()).rest == mxn("2.50")


def test_a_discount_takes_what_falls_due_last_of_its_component() -> None:
    charges = [owed("old", "10", due=-9, of="fee"), owed("new", "4", of="fee"), owed("p", "9")]
    parts = forgiven(charges, {"fee": mxn("6")})
    assert [(c.charge.id, part) for c, part in parts] == [("new", mxn("4")), ("old", mxn("2"))]


def test_a_discount_never_takes_more_than_its_component_owes() -> None:
    parts = forgiven([owed("f", "4", of="fee"), owed("p", "9")], {"fee": mxn("6")})
    assert [part for _, part in parts] == [mxn("4")]


def test_taking_parts_away_leaves_the_rest_of_each_charge() -> None:
    charges = [owed("a", "10"), owed("b", "5")]
    left = without(charges, [(charges[0], mxn("4"))])
    assert [c.owed for c in left] == [mxn("6"), mxn("5")]


@given(CHARGES, st.integers(1, 10**11))
def test_parts_and_rest_sum_exactly_to_the_payment(charges: list[OpenCharge], minor: int) -> None:
    amount = Money(minor, "MXN")
    done = allocate(amount, charges, order=DEFAULT_ORDER)
    assert total((part for _, part in done.parts), "MXN") + done.rest == amount
    assert all(mxn("0") < part <= charge.owed for charge, part in done.parts)


@given(CHARGES, st.integers(1, 10**11))
def test_a_rest_is_left_only_when_everything_is_paid(
    charges: list[OpenCharge], minor: int
) -> None:
    done = allocate(Money(minor, "MXN"), charges, order=DEFAULT_ORDER)
    left = without(charges, done.parts)
    assert not done.rest or not any(c.owed for c in left)


@given(CHARGES, st.lists(st.integers(1, 10**9), min_size=2, max_size=5))
def test_paying_in_pieces_pays_the_same_charges_as_paying_at_once(
    charges: list[OpenCharge], pieces: list[int]
) -> None:
    left = charges
    for minor in pieces:
        left = without(left, allocate(Money(minor, "MXN"), left, order=DEFAULT_ORDER).parts)
    at_once = allocate(Money(sum(pieces), "MXN"), charges, order=DEFAULT_ORDER)
    assert left == without(charges, at_once.parts)
