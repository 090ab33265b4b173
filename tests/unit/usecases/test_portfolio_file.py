"""Lines of a portfolio: what is read, what is refused, and in which words."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.money import Money
from bot.usecases.portfolio_file import BadLine, GoodLine, read_lines
from bot.usecases.portfolio_lines import AccountLine, ChargeLine, CustomerLine

CUSTOMER: dict[str, Any] = {
    "type": "customer",
    "id": "CUS-1",
    "name": "Rocío Méndez Lara",
    "first_name": "Rocío",
    "last_name": "Méndez Lara",
    "date_of_birth": "1987-06-14",
    "postcode": "06700",
    "document_last4": None,
    "phone": "+525512345678",
    "consents": ["whatsapp"],
    "country": "MX",
    "zone": "America/Mexico_City",
    "language": "es",
}
ACCOUNT: dict[str, Any] = {
    "type": "account",
    "id": "ACC-1",
    "customer": "CUS-1",
    "product": "personal_loan",
    "last4": "4471",
    "currency": "MXN",
    "creditor": "Financiera Sol",
    "flags": [],
    "broken_promises": 0,
}
ACCRUAL: dict[str, Any] = {
    "late_interest_pct": "36.00",
    "day_count": 360,
    "tax_pct": "16",
    "late_fee": "350.00",
    "grace_days": 3,
}
CHARGE: dict[str, Any] = {
    "type": "charge",
    "id": "ACC-1-1",
    "account": "ACC-1",
    "component": "principal",
    "amount": "980.01",
    "currency": "MXN",
    "due_on": "2026-10-21",
}
PAYMENT: dict[str, Any] = {
    "type": "payment",
    "id": "PAY-1",
    "account": "ACC-1",
    "amount": "500.00",
    "currency": "MXN",
    "paid_on": "2026-09-21",
}


def read(*texts: str) -> list[GoodLine | BadLine]:
    return list(read_lines(enumerate(texts, 1)))


def read_one(fields: dict[str, Any]) -> GoodLine | BadLine:
    (line,) = read(json.dumps(fields))
    return line


@pytest.mark.parametrize(
    "fields", [CUSTOMER, ACCOUNT, {**ACCOUNT, "accrual": ACCRUAL}, CHARGE, PAYMENT]
)
def test_the_lines_of_the_manual_are_good(fields: dict[str, Any]) -> None:
    assert isinstance(read_one(fields), GoodLine)


def test_an_amount_is_read_to_the_cent() -> None:
    line = read_one(CHARGE)
    assert isinstance(line, GoodLine)
    assert isinstance(line.line, ChargeLine)
    assert line.line.money == Money(98001, "MXN")


@pytest.mark.parametrize(
    ("fields", "change", "reason"),
    [
        (CHARGE, {"amount": 980.01}, 'amount: want an amount in quotes, like "1234.50"'),
        (CHARGE, {"amount": "980.011"}, "amount: '980.011' has more decimals than MXN has"),
        (CHARGE, {"amount": "1,000.00"}, 'amount: want an amount in quotes, like "1234.50"'),
        (CHARGE, {"amount": "-5"}, 'amount: want an amount in quotes, like "1234.50"'),
        (CHARGE, {"amount": "1e3"}, 'amount: want an amount in quotes, like "1234.50"'),
        (CHARGE, {"amount": "0.00"}, "amount: must be more than zero"),
        (CHARGE, {"due_on": "21/10/2026"}, "due_on: want a day like 2026-12-31"),
        (CHARGE, {"due_on": "2026-02-30"}, "due_on: want a day like 2026-12-31"),
        (CHARGE, {"due_on": 20261021}, "due_on: want a day like 2026-12-31"),
        (CHARGE, {"due_on": "9999-12-31"}, "due_on: want a day like 2026-12-31"),
        (CHARGE, {"surprise": 1}, "surprise: is not a field of this type of line"),
        (PAYMENT, {"paid_on": None}, "paid_on: want a day like 2026-12-31"),
        (ACCOUNT, {"last4": "447"}, "last4: is not written as expected"),
        (ACCOUNT, {"currency": "EUR"}, "currency: currency 'EUR' is not known"),
        (ACCOUNT, {"broken_promises": -1}, "broken_promises: Input should be greater"),
        (ACCOUNT, {"flags": ["rich"]}, "flags: Input should be 'hardship'"),
        (ACCOUNT, {"declared_total": "1.001"}, "declared_total: '1.001' has more decimals"),
        (CUSTOMER, {"zone": "Mexico"}, "zone: want a time zone like America/Mexico_City"),
        (CUSTOMER, {"phone": "12"}, "phone: not a possible phone number"),
        (CUSTOMER, {"language": "fr"}, "language: Input should be 'es' or 'en'"),
        (CUSTOMER, {"name": ""}, "name: is empty"),
        (CUSTOMER, {"name": "a\x00b"}, "name: is not written as expected"),
        (CUSTOMER, {"type": "person"}, "type: want one of as_of, customer, account"),
    ],
)
def test_a_bad_line_is_refused_in_plain_words(
    fields: dict[str, Any], change: dict[str, Any], reason: str
) -> None:
    line = read_one({**fields, **change})
    assert isinstance(line, BadLine)
    assert line.reason.startswith(reason)


QUOTED = 'want a percentage in quotes, like "36.00"'


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"late_interest_pct": 36.0}, f"accrual.late_interest_pct: {QUOTED}"),
        ({"late_interest_pct": "36 %"}, f"accrual.late_interest_pct: {QUOTED}"),
        ({"late_interest_pct": "-1"}, f"accrual.late_interest_pct: {QUOTED}"),
        ({"late_interest_pct": "1.00001"}, f"accrual.late_interest_pct: {QUOTED}"),
        ({"late_interest_pct": "1000"}, f"accrual.late_interest_pct: {QUOTED}"),
        ({"tax_pct": 16}, f"accrual.tax_pct: {QUOTED}"),
        ({"tax_pct": "100.01"}, "accrual.tax_pct: must be at most 100"),
        ({"day_count": 366}, "accrual.day_count: Input should be 360 or 365"),
        ({"day_count": "366"}, "accrual.day_count: Input should be 360 or 365"),
        ({"late_fee": 350}, 'accrual.late_fee: want an amount in quotes, like "1234.50"'),
        ({"late_fee": "350.001"}, "accrual.late_fee: '350.001' has more decimals than MXN has"),
        ({"late_fee": "0.00"}, "accrual.late_fee: must be more than zero"),
        ({"grace_days": -1}, "accrual.grace_days: Input should be greater"),
        ({"grace_days": 91}, "accrual.grace_days: Input should be less"),
        ({"grace_days": 1.5}, "accrual.grace_days: Input should be a valid integer"),
        ({"rate": "1"}, "accrual.rate: is not a field of this type of line"),
    ],
)
def test_a_bad_term_of_accrual_is_named(change: dict[str, Any], reason: str) -> None:
    line = read_one({**ACCOUNT, "accrual": {**ACCRUAL, **change}})
    assert isinstance(line, BadLine)
    assert (line.account_id, line.reason[: len(reason)]) == ("ACC-1", reason)


@pytest.mark.parametrize("name", ["late_interest_pct", "day_count", "grace_days"])
def test_a_missing_term_of_accrual_is_named(name: str) -> None:
    terms = {key: value for key, value in ACCRUAL.items() if key != name}
    line = read_one({**ACCOUNT, "accrual": terms})
    assert isinstance(line, BadLine)
    assert line.reason == f"accrual.{name}: is missing"


def test_terms_need_neither_tax_nor_fee() -> None:
    line = read_one({**ACCOUNT, "accrual": {**ACCRUAL, "tax_pct": "0", "late_fee": None}})
    least = {name: ACCRUAL[name] for name in ("late_interest_pct", "day_count", "grace_days")}
    assert read_one({**ACCOUNT, "accrual": least}) == line


def test_terms_are_an_accounts_alone() -> None:
    line = read_one({**CHARGE, "accrual": ACCRUAL})
    assert isinstance(line, BadLine)
    assert line.reason == "accrual: is not a field of this type of line"


def test_every_problem_of_a_line_is_told_at_once() -> None:
    line = read_one({**CHARGE, "amount": "x", "due_on": "y"})
    assert isinstance(line, BadLine)
    assert {part.split(":")[0] for part in line.reason.split("; ")} == {"amount", "due_on"}


def test_a_missing_field_is_named() -> None:
    line = read_one({name: value for name, value in CHARGE.items() if name != "account"})
    assert line == BadLine(number=1, reason="account: is missing", account_id=None)


@pytest.mark.parametrize("text", ["{", "{]", '{"type": NaN}', "{" * 10])
def test_what_is_not_json_is_said_so(text: str) -> None:
    assert read("{}", text)[1] == BadLine(number=2, reason="not a line of JSON", account_id=None)


def test_json_that_is_not_an_object_is_refused() -> None:
    assert read("{}", "[1]")[1] == BadLine(number=2, reason="not a JSON object", account_id=None)


def test_what_is_not_utf8_is_refused() -> None:
    line = read_one({**CUSTOMER, "name": "Mar\ufffda"})
    assert isinstance(line, BadLine)
    assert line.reason == "not UTF-8 text"


def test_a_bad_line_still_names_its_account() -> None:
    line = read_one({**CHARGE, "amount": "x"})
    assert isinstance(line, BadLine)
    assert line.account_id == "ACC-1"


@pytest.mark.parametrize("field", ["name", "first_name", "phone", "postcode", "date_of_birth"])
def test_a_reason_never_repeats_personal_data(field: str) -> None:
    line = read_one({**CUSTOMER, field: "Secreto\x07 12"})
    assert isinstance(line, BadLine)
    assert "Secreto" not in line.reason


def test_the_number_of_a_line_counts_blank_ones() -> None:
    numbers = [line.number for line in read("", json.dumps(CHARGE), "  ", json.dumps(PAYMENT))]
    assert numbers == [2, 4]


def test_lines_that_say_the_same_have_the_same_hash() -> None:
    turned = dict(reversed(CHARGE.items()))
    one, other = read_one(CHARGE), read_one(turned)
    assert isinstance(one, GoodLine)
    assert isinstance(other, GoodLine)
    assert one.input_hash == other.input_hash


HEADER = "type,id,customer,product,last4,currency,creditor,flags,broken_promises"
ROW = "account,ACC-1,CUS-1,personal_loan,4471,MXN,Financiera Sol,hardship;group,2"


def test_a_csv_says_the_same_as_json() -> None:
    as_json = read_one({**ACCOUNT, "flags": ["hardship", "group"], "broken_promises": 2})
    (as_csv,) = read(HEADER, ROW)
    assert isinstance(as_csv, GoodLine)
    assert isinstance(as_json, GoodLine)
    assert as_csv.line == as_json.line
    assert as_csv.input_hash == as_json.input_hash


def test_a_spreadsheets_semicolons_and_byte_order_mark_are_understood() -> None:
    row = "account;ACC-1;CUS-1;personal_loan;4471;MXN;Financiera Sol;hardship group"
    (line,) = read("\ufeff" + HEADER.replace(",", ";"), row)
    assert isinstance(line, GoodLine)
    assert isinstance(line.line, AccountLine)
    assert (line.line.flags, line.line.broken_promises) == (["hardship", "group"], 0)


def test_an_empty_cell_is_an_absent_field() -> None:
    names = ",".join(CUSTOMER)
    cells = ["" if v is None else v for v in CUSTOMER.values()]
    (line,) = read(names, ",".join("whatsapp" if isinstance(c, list) else c for c in cells))
    assert isinstance(line, GoodLine)
    assert isinstance(line.line, CustomerLine)
    assert (line.line.document_last4, line.line.consents) == (None, ["whatsapp"])


def test_a_header_without_type_is_no_portfolio() -> None:
    (line,) = read("name,amount", "x,1")
    assert line == BadLine(
        number=1, reason="neither JSON nor a CSV header with a type column", account_id=None
    )


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (ROW + ",more", "more cells than the header has"),
        ('account,"ACC-1', "not a line of CSV"),
    ],
)
def test_a_broken_row_is_refused(row: str, reason: str) -> None:
    assert read(HEADER, row) == [BadLine(number=2, reason=reason, account_id=None)]


@given(st.lists(st.text(max_size=60), max_size=5))
def test_no_text_makes_reading_fail(texts: list[str]) -> None:
    assert len(read(*texts)) <= max(len(texts), 1)


@given(st.dictionaries(st.sampled_from([*CUSTOMER, *CHARGE, *ACCOUNT]), st.text(max_size=9)))
def test_no_object_makes_reading_fail(change: dict[str, str]) -> None:
    assert len(read(json.dumps({**CHARGE, **change}))) == 1
