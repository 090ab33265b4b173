"""A file is written people first, then each account whole, whatever the order of its lines."""

from datetime import date, timedelta

from bot.usecases.portfolio_batches import Arranged, arrange
from bot.usecases.portfolio_file import BadLine, GoodLine
from bot.usecases.portfolio_lines import AsOfLine, ChargeLine, Line, PaymentLine

TODAY = date(2026, 11, 21)


def charge(name: str, *, account: str = "ACC-1", amount: str = "1.00") -> ChargeLine:
    return ChargeLine(
        type="charge",
        id=name,
        account=account,
        component="fee",
        amount=amount,
        currency="MXN",
        due_on="2026-10-21",  # type: ignore[arg-type]  # as a file writes it
    )


def payment(name: str) -> PaymentLine:
    return PaymentLine(
        type="payment",
        id=name,
        account="ACC-1",
        amount="1.00",
        currency="MXN",
        paid_on="2026-10-21",  # type: ignore[arg-type]  # as a file writes it
    )


def arranged(*lines: Line | BadLine) -> Arranged:
    numbered = (
        line
        if isinstance(line, BadLine)
        else GoodLine(number=number, line=line, input_hash=line.model_dump_json())
        for number, line in enumerate(lines, 1)
    )
    return arrange(numbered, today=TODAY)


def test_the_lines_of_an_account_come_together() -> None:
    found = arranged(payment("P"), charge("C1"), charge("C2", account="ACC-2"), charge("C3"))
    one = found.groups["ACC-1"]
    assert [line.id for _, line in one.charges] == ["C1", "C3"]
    assert [line.id for _, line in one.payments] == ["P"]
    assert one.account is None


def test_a_line_that_comes_twice_is_counted_once() -> None:
    found = arranged(charge("C1"), charge("C1"))
    assert (found.repeated, len(found.groups["ACC-1"].charges)) == (1, 1)


def test_an_id_with_two_contents_is_refused_and_its_account_marked() -> None:
    found = arranged(charge("C1"), charge("C1", amount="2.00"))
    assert [bad.number for bad in found.bad] == [2]
    assert found.groups["ACC-1"].has_bad_lines


def test_a_charge_and_a_payment_may_share_an_id() -> None:
    assert arranged(charge("X"), payment("X")).bad == []


def test_a_bad_line_marks_the_account_it_names() -> None:
    found = arranged(BadLine(number=1, reason="amount: …", account_id="ACC-9"))
    assert found.groups["ACC-9"].has_bad_lines


def test_a_bad_line_that_names_nothing_marks_nothing() -> None:
    found = arranged(BadLine(number=1, reason="not a line of JSON", account_id=None))
    assert (found.groups, len(found.bad)) == ({}, 1)


def test_a_demonstration_file_moves_with_today() -> None:
    as_of = AsOfLine(type="as_of", date="2026-11-01")  # type: ignore[arg-type]  # as a file writes it
    assert arranged(as_of, charge("C1")).shift == timedelta(days=20)


def test_a_lenders_file_does_not_move() -> None:
    assert arranged(charge("C1")).shift == timedelta(0)
