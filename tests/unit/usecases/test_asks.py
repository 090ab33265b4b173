"""Terms as people name them, on 21 November 2026 with 4,200.55 owed in their own currency."""

from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.money import Money
from bot.ledger.terms import Installment, PlanTerms
from bot.policy.counter import Ask
from bot.usecases import asked
from bot.usecases.asks import Situation, agrees, read_asks, said_otherwise

TODAY = date(2026, 11, 21)
OWED = {"MX": ("4200.55", "MXN"), "CO": ("1210925.80", "COP"), "US": ("1589.24", "USD")}


def money(amount: str, currency: str = "MXN") -> Money:
    return Money.parse(amount, currency)


def terms(kind: Any = "plan", count: int = 3, begins: date = date(2026, 11, 28)) -> PlanTerms:
    parts = money("4200.55").split(count)
    days = [begins.replace(year=begins.year + n) for n in range(count)]
    return PlanTerms(
        kind=kind,
        total=money("4200.55"),
        discount=money("0"),
        installments=tuple(
            Installment(no=no, due_on=day, amount=part)
            for no, (day, part) in enumerate(zip(days, parts, strict=True), 1)
        ),
    )


def read(said: str, country: str = "MX", open_terms: PlanTerms | None = None) -> list[Ask]:
    amount, currency = OWED[country]
    about = Situation(
        owed=money(amount, currency),
        today=TODAY,
        country=country,
        language="en" if country == "US" else "es",
        open_terms=open_terms,
    )
    return list(read_asks(said, about))


def short(ask: Ask) -> dict[str, str]:
    """What was said of the ask, as text."""
    said = {field.name: getattr(ask, field.name) for field in fields(ask)}
    return {
        name: str(value.to_decimal()) if isinstance(value, Money) else str(value)
        for name, value in said.items()
        if value is not None
    }


@pytest.mark.parametrize(
    ("country", "said", "ask"),
    [
        ("MX", "te doy 3 mil y cerramos", {"total": "3000.00"}),
        ("MX", "en vez de 3 pagos que sean 8", {"payments": "8"}),
        ("MX", "la de 4", {"payments": "4"}),
        ("MX", "y si lo pago en dos?", {"payments": "2"}),
        ("MX", "en 6 está bien", {"payments": "6"}),
        ("MX", "quincenal mejor", {"every": "fortnight"}),
        ("MX", "300 al mes", {"each": "300.00", "every": "month"}),
        ("MX", "cada quincena te doy 350", {"each": "350.00", "every": "fortnight"}),
        ("MX", "los 8 pagos que sean de 300", {"each": "300.00", "payments": "8"}),
        ("MX", "un solo pago de 3000", {"total": "3000.00", "payments": "1"}),
        ("MX", "quítenme la mitad", {"discount": "2100.28"}),
        ("MX", "50% de descuento y pago hoy", {"discount": "2100.28"}),
        ("MX", "puedo pagar la mitad", {"total": "2100.28"}),
        ("MX", "1200 es mucho, bájele a 700", {"total": "700.00"}),
        ("MX", "todo en 3 pagos", {"payments": "3"}),
        ("MX", "mitad y mitad", {"payments": "2"}),
        ("MX", "no, mejor el 26 de noviembre", {"first_on": "2026-11-26"}),
        ("MX", "en 8 meses", {"payments": "8", "every": "month"}),
        ("MX", "en 2 semanas", {"first_on": "2026-12-05"}),
        ("MX", "te pago 3000 hoy", {"total": "3000.00"}),
        ("CO", "le doy quinientos mil y quedamos a paz y salvo", {"total": "500000.00"}),
        ("CO", "8 cuotas", {"payments": "8"}),
        ("US", "can you do 40% off", {"discount": "635.70"}),
        ("US", "pay 25 percent less", {"discount": "397.31"}),
        ("US", "i can do 60 a month", {"each": "60.00", "every": "month"}),
        ("US", "half now half later", {"payments": "2"}),
        ("US", "half now y half en dos semanas", {"payments": "2"}),
        ("US", "make it 55 instead of 70", {"total": "55.00"}),
        ("US", "in 4 payments, starting the 25th", {"payments": "4", "first_on": "2026-11-25"}),
    ],
)
def test_terms_are_read_as_they_were_named(country: str, said: str, ask: dict[str, str]) -> None:
    assert [short(one) for one in read(said, country)] == [ask]


@pytest.mark.parametrize(
    ("country", "said", "name", "values"),
    [
        ("MX", "le doy 1.500", "total", ["1500.00", "1.50"]),
        ("CO", "le doy 500", "total", ["500000.00", "500.00"]),
        ("MX", "el 5 o el 6", "first_on", ["2026-12-05", "2026-12-06"]),
        ("MX", "2 o 3 pagos", "payments", ["2", "3"]),
    ],
)
def test_a_doubt_keeps_its_readings(country: str, said: str, name: str, values: list[str]) -> None:
    assert [short(one)[name] for one in read(said, country)] == values


@pytest.mark.parametrize(
    "said",
    [
        "sí",
        "no",
        "ok va",
        "y cuánto debo?",
        "cámbiale la fecha",
        "50 dólares",
        "y la otra cuánto?",
        "",
    ],
)
def test_words_without_terms_name_none(said: str) -> None:
    assert read(said) == []


def test_a_day_alone_changes_the_terms_that_are_open() -> None:
    day = date(2026, 11, 25)
    assert read("mejor el 25", open_terms=terms()) == [
        Ask(kind="plan", payments=3, first_on=day),
    ]
    assert read("mejor el 25", open_terms=terms("full", 1)) == [Ask(kind="full", first_on=day)]


def test_a_rhythm_alone_changes_an_open_plan_and_no_single_payment() -> None:
    assert read("quincenal", open_terms=terms()) == [
        Ask(kind="plan", payments=3, every="fortnight")
    ]
    assert read("quincenal", open_terms=terms("full", 1)) == [Ask(every="fortnight")]


def test_another_count_keeps_the_first_day_of_the_open_plan() -> None:
    begins = date(2026, 11, 25)
    assert read("mejor en 6", open_terms=terms(begins=begins)) == [
        Ask(payments=6, first_on=begins),
    ]


def test_a_small_sum_beside_an_open_plan_is_one_payment_of_it() -> None:
    assert read("mejor 500", open_terms=terms()) == [Ask(each=money("500"))]
    assert read("mejor 500") == [Ask(total=money("500"))]


@pytest.mark.parametrize(
    ("ask", "beside_yes", "beside_no"),
    [
        (Ask(payments=3), False, False),
        (Ask(payments=6), True, True),
        (Ask(total=money("4200.55")), False, False),
        (Ask(total=money("3000")), True, True),
        (Ask(first_on=date(2026, 11, 28)), False, False),
        (Ask(first_on=date(2026, 11, 25)), False, True),  # a yes may pay sooner
        (Ask(first_on=date(2026, 12, 25)), True, True),
        (Ask(every="week"), True, True),
    ],
)
def test_a_yes_is_a_yes_when_nothing_else_is_wanted(
    ask: Ask, beside_yes: bool, beside_no: bool
) -> None:
    assert said_otherwise(ask, terms(), sooner_is_same=True) is beside_yes
    assert said_otherwise(ask, terms(), sooner_is_same=False) is beside_no


def test_what_is_said_again_agrees_with_its_reading() -> None:
    reading = Ask(each=money("1500"), every="month")
    assert agrees(Ask(total=money("1500")), reading)
    assert not agrees(Ask(total=money("1.50")), reading)
    assert not agrees(Ask(payments=3), reading)


SUMS = st.none() | st.integers(1, 10**9).map(lambda minor: Money(minor, "MXN"))
ASKS = st.builds(
    Ask,
    kind=st.sampled_from([None, "full", "plan"]),
    total=SUMS,
    discount=SUMS,
    each=SUMS,
    payments=st.none() | st.integers(1, 60),
    every=st.sampled_from([None, "week", "fortnight", "month"]),
    first_on=st.none() | st.dates(),
)


@given(ASKS)
def test_an_ask_comes_back_as_it_was_kept(ask: Ask) -> None:
    assert asked.from_json(asked.to_json(ask)) == ask


@given(st.text(max_size=80))
def test_any_text_is_read_without_a_fault(said: str) -> None:
    assert len(read(said)) <= 3


def test_agents_read_figures_in_any_language() -> None:
    ask = Ask(payments=8, each=money("300"), first_on=date(2026, 12, 1))
    assert asked.for_agents(ask) == "8 × 300.00 MXN → 2026-12-01"
