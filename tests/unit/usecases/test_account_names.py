"""Which of several accounts a person names."""

import pytest

from bot.kernel.ids import AccountId, CustomerId
from bot.ledger.model import Account
from bot.usecases.account_names import read_account_name


def account(last4: str, product: str, currency: str) -> Account:
    return Account(
        id=AccountId(last4),
        customer_id=CustomerId("CUS-5"),
        product=product,
        last4=last4,
        currency=currency,
        creditor="Financiera Sol",
        flags=frozenset(),
        broken_promises=0,
        doubt=None,
        country="MX",
        zone="America/Chihuahua",
    )


CARD = account("5518", "credit_card", "MXN")
LOAN = account("7290", "personal_loan", "USD")


def named(said: str, *, asked: bool = True, current: str | None = None) -> Account | None:
    return read_account_name(said, [CARD, LOAN], current=current, asked=asked)


@pytest.mark.parametrize(
    ("said", "account"),
    [
        ("la 7290", LOAN),
        ("the one ending in 5518", CARD),
        ("la tarjeta", CARD),
        ("the loan pls", LOAN),
        ("el préstamo", LOAN),
        ("cuanto de la de dólares", LOAN),
        ("la de pesos", CARD),
    ],
)
def test_an_account_is_named_by_digits_product_or_currency(said: str, account: Account) -> None:
    assert named(said) is account


@pytest.mark.parametrize("said", ["", "la 72901", "la tarjeta o el préstamo", "¿cuánto debo?"])
def test_what_names_none_or_two_is_asked(said: str) -> None:
    assert named(said) is None


def test_a_card_to_pay_with_names_no_account() -> None:
    assert named("puedo pagar con tarjeta?", asked=False) is None


@pytest.mark.parametrize("said", ["y la otra cuánto?", "what about the other"])
def test_the_other_is_the_one_not_spoken_of(said: str) -> None:
    assert named(said, current="5518") is LOAN


@pytest.mark.parametrize("said", ["mándame la otra vez la liga", "the other day"])
def test_another_time_is_no_account(said: str) -> None:
    assert named(said, current="5518") is None


def test_the_other_of_none_is_asked() -> None:
    assert named("la otra") is None
