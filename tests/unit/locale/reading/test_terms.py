"""How many payments and how often, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locale.reading.terms import Every, read_terms


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        *[("4 pagos", (4,)), ("cuatro pagos", (4,)), ("en tres quincenas", (3,)), ("en 4", (4,))],
        *[("a 6 meses", (6,)), ("6 msi", (6,)), ("4 x 500", (4,)), ("la de 4", (4,))],
        *[("break it into 4", (4,)), ("un solo pago", (1,)), ("lump sum", (1,))],
        *[("un par de pagos", (2,)), ("en un año", (12,)), ("in three months", (3,))],
        *[("cuatro pagos de mil quinientos al mes", (4,)), ("12 installments", (12,))],
        *[("2 o 3 pagos", (2, 3)), ("entre 3 y 6 meses", (3, 6)), ("3 or 4 payments", (3, 4))],
        *[("500", ()), ("el 5 de marzo", ()), ("los pagos", ()), ("la de 500", ()), ("hola", ())],
        *[("en 15 días", ()), ("el 15 pago 500", ()), ("monthly", ())],
    ],
)
def test_payments_are_counted(said: str, counts: tuple[int, ...]) -> None:
    reading = read_terms(said)
    assert reading.counts == counts
    assert reading.payments == (counts[0] if len(counts) == 1 else None)
    assert reading.is_ambiguous == (len(counts) > 1)


@pytest.mark.parametrize(
    ("said", "every"),
    [
        *[("monthly", "month"), ("500 al mes", "month"), ("12 mensualidades", "month")],
        *[("a meses se puede?", "month"), ("once a month", "month"), ("cada mes", "month")],
        *[("every two weeks", "fortnight"), ("biweekly", "fortnight")],
        *[("every other week", "fortnight")],
        *[("no, mejor en quincenas", "payday"), ("en semanas pues", "week"), ("a meses", "month")],
        *[("quincenal mejor", "payday"), ("cada quincena", "payday"), ("cada 15 días", "payday")],
        *[("twice a month", "payday"), ("en tres quincenas", "payday")],
        *[("every payday", "payday")],
        *[("50 a week", "week"), ("semanal", "week"), ("cada viernes", "week")],
        *[("every friday", "week")],
        *[("el viernes", None), ("4 pagos", None), ("hola", None)],
    ],
)  # fmt: skip
def test_a_rhythm_is_read(said: str, every: Every | None) -> None:
    assert read_terms(said).every == every


@given(st.text(max_size=80))
def test_any_text_is_read_without_a_fault(said: str) -> None:
    assert all(count > 0 for count in read_terms(said).counts)


@given(st.integers(2, 60), st.sampled_from(["{} pagos", "en {} cuotas", "{} payments"]))
def test_a_typed_count_is_that_count(count: int, form: str) -> None:
    assert read_terms(form.format(count)).payments == count
