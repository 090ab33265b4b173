"""Which part of a plan in force a person wants to pay, as they type it."""

from datetime import date

import pytest

from bot.payments.model import Purpose
from bot.usecases.pay_words import wanted_purpose
from tests.unit.payments.test_obligation import DAYS, plan

PLAN = plan(paid=(0, 0, 0))
NONE_DUE, ONE_DUE, TWO_DUE = date(2026, 10, 31), DAYS[0], DAYS[1]


@pytest.mark.parametrize(
    "said",
    [
        "quiero pagar todo",
        "mandame la liga para liquidarlo",
        "ya quiero saldarlo completo",
        "puedo pagar el total de una vez?",
        "pago lo que falta",
        "I want to pay it off",
        "send me the link to pay everything",
        "can I pay the rest in full",
    ],
)
@pytest.mark.parametrize("today", [NONE_DUE, ONE_DUE, TWO_DUE])
def test_whoever_wants_to_pay_all_of_it_may(said, today):
    assert wanted_purpose(said, PLAN, today) is Purpose.EVERYTHING


@pytest.mark.parametrize(
    "said", ["pagar todo lo atrasado", "quiero ponerme al corriente", "pay everything overdue"]
)
@pytest.mark.parametrize(
    ("today", "purpose"), [(ONE_DUE, Purpose.INSTALLMENT), (TWO_DUE, Purpose.OVERDUE)]
)
def test_all_that_is_late_is_not_everything(said, today, purpose):
    assert wanted_purpose(said, PLAN, today) is purpose


@pytest.mark.parametrize(
    "said", ["quiero pagar", "mandame la liga", "quiero hacer un pago", "todo bien, pago", ""]
)
@pytest.mark.parametrize(
    ("today", "purpose"),
    [
        (NONE_DUE, Purpose.INSTALLMENT),
        (ONE_DUE, Purpose.INSTALLMENT),
        (TWO_DUE, Purpose.OVERDUE),
    ],
)
def test_who_only_wants_to_pay_pays_what_is_due(said, today, purpose):
    assert wanted_purpose(said, PLAN, today) is purpose


@pytest.mark.parametrize(
    "said", ["solo una cuota", "nomas puedo un pago", "una sola mensualidad", "just one payment"]
)
def test_of_several_that_are_due_one_may_be_paid(said):
    assert wanted_purpose(said, PLAN, TWO_DUE) is Purpose.INSTALLMENT


def test_the_last_instalment_is_an_instalment():
    last = plan(paid=(50_000, 50_000, 0))
    assert wanted_purpose("quiero pagar todo", last, NONE_DUE) is Purpose.INSTALLMENT


@pytest.mark.parametrize(
    ("kind", "purpose"),
    [("full", "everything"), ("current", "overdue"), ("settlement", "settlement")],
)
def test_an_agreement_of_one_payment_is_paid_as_what_it_is(kind, purpose):
    one = plan(kind, paid=(0,), days=DAYS[:1])
    assert wanted_purpose("solo una cuota", one, TWO_DUE) is Purpose(purpose)
