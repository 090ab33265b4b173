"""A promise in the words people use, for whom it is Saturday, November 21."""

from datetime import date

import pytest

from bot.kernel.money import Money
from bot.usecases.promise_words import PromiseSaid, read_promise

TODAY = date(2026, 11, 21)
HUNDRED = Money.parse("100.00", "MXN")


def read(words: str) -> PromiseSaid:
    return read_promise(
        words, today=TODAY, country="MX", language="es", currency="MXN", reference=HUNDRED
    )


DAYS = [
    ("te deposito el viernes", [date(2026, 11, 27)]),
    ("el 15 sin falta", [date(2026, 12, 15)]),
    ("a fin de mes", [date(2026, 11, 30)]),
    ("el jueves o viernes", [date(2026, 11, 26), date(2026, 11, 27)]),
    ("la próxima semana", []),
    ("te prometo que te pago", []),
    ("el 10 de noviembre te pago", []),
]


@pytest.mark.parametrize(("words", "days"), DAYS)
def test_days_are_read_and_never_guessed(words: str, days: list[date]) -> None:
    assert list(read(words).days) == days


@pytest.mark.parametrize("words", ["te pagué ayer", "el 10 de noviembre te pago"])
def test_a_day_that_is_over_is_told_as_past(words: str) -> None:
    assert read(words).is_past


AMOUNTS = [
    ("te pago 500 el viernes", ["500.00"]),
    ("el viernes mil pesos", ["1000.00"]),
    ("el lunes la mitad", ["50.00"]),
    ("30", []),
    ("te pago el viernes", []),
]


@pytest.mark.parametrize(("words", "amounts"), AMOUNTS)
def test_amounts_are_read_apart_from_days(words: str, amounts: list[str]) -> None:
    assert read(words).amounts == tuple(Money.parse(amount, "MXN") for amount in amounts)


@pytest.mark.parametrize(
    ("words", "wants_all"),
    [("te pago todo el viernes", True), ("todo bien, el viernes", False), ("el viernes", False)],
)
def test_everything_is_everything(words: str, *, wants_all: bool) -> None:
    assert read(words).wants_all is wants_all


@pytest.mark.parametrize(
    "words", ["el viernes 500 y el otro viernes el resto", "te pago en 3 pagos desde el viernes"]
)
def test_more_than_one_payment_is_an_arrangement(words: str) -> None:
    assert read(words).is_plan


def test_words_of_something_else_say_nothing() -> None:
    assert read("hola, buenas tardes").is_empty
