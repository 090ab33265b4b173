"""Which option a person means: every usual way of saying it, and never a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.money import Money
from bot.usecases.choices import Choice, leaves_it_to_us, read_choice, read_place

MENU = (
    Choice(position=1, kind="full", total=Money(100000, "MXN")),
    Choice(position=2, kind="current", total=Money(30000, "MXN")),
    Choice(position=3, kind="plan", payments=3, total=Money(100000, "MXN")),
    Choice(position=4, kind="plan", payments=6, total=Money(100000, "MXN")),
    Choice(position=5, kind="settlement", total=Money(70000, "MXN")),
)
ACCOUNTS = tuple(Choice(position=n, kind="account") for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("said", "position"),
    [
        *[("2", 2), ("la 2", 2), ("La dos", 2), ("opción 2", 2), ("option 2", 2), ("#2", 2)],
        *[
            ("número 2", 2),
            ("quiero la 2", 2),
            ("la opcion dos por favor", 2),
            ("2 por favor", 2),
            ("uno", 1),
        ],
        *[("la segunda", 2), ("the second one", 2), ("2nd", 2), ("la primera", 1), ("first", 1)],
        *[("la última", 5), ("the last one", 5), ("el quinto", 5)],
        *[("en 3 pagos", 3), ("tres pagos", 3), ("3 payments", 3), ("in three months", 3)],
        *[("la de 6", 4), ("6 mensualidades", 4), ("seis cuotas", 4), ("the one with six", 4)],
        *[("todo", 1), ("pagar todo", 1), ("pay in full", 1), ("de contado", 1)],
        *[("ponerme al corriente", 2), ("ponerme al día", 2), ("catch up", 2), ("lo vencido", 2)],
        *[
            ("un descuento", 5),
            ("una quita", 5),
            ("con descuento", 5),
            ("la quita", 5),
            ("settle it", 5),
            ("the discount", 5),
        ],
    ],
)
def test_an_option_is_found(said: str, position: int) -> None:
    assert read_choice(said, MENU) == position


@pytest.mark.parametrize(
    "said", ["", "no sé", "mañana", "hola", "9", "la 7", "en 4 pagos", "12 months"]
)
def test_what_names_no_option_means_none(said: str) -> None:
    assert read_choice(said, MENU) is None


@pytest.mark.parametrize(
    "said", ["un plan", "en pagos", "installments", "la primera o la segunda"]
)
def test_what_could_be_two_options_means_none(said: str) -> None:
    assert read_choice(said, MENU) is None


@pytest.mark.parametrize(
    "said", ["un momento", "one moment please", "una pregunta", "dos semanas", "el 3 de diciembre"]
)
def test_a_number_of_something_else_is_no_place(said: str) -> None:
    assert read_choice(said, MENU) is None


def test_the_cheapest_is_known_by_its_total() -> None:
    offers = [choice for choice in MENU if choice.kind != "current"]
    assert read_choice("la más barata", offers) == 5
    assert read_choice("the cheapest", offers) == 5


def test_two_that_cost_the_same_are_no_cheapest() -> None:
    assert read_choice("la más barata", MENU[2:4]) is None


def test_a_number_of_payments_is_no_position() -> None:
    assert read_choice("3 pagos", (*MENU[:2], MENU[4])) is None


@pytest.mark.parametrize(("said", "position"), [("la 3", 3), ("the last", 3), ("la segunda", 2)])
def test_an_account_is_chosen_by_its_place(said: str, position: int) -> None:
    assert read_choice(said, ACCOUNTS) == position


def test_nothing_shown_means_nothing_chosen() -> None:
    assert read_choice("la última", ()) is None


@pytest.mark.parametrize("said", ["sí a todo", "con descuento", "la más barata", "un plan"])
def test_words_about_offers_name_no_place(said: str) -> None:
    assert read_place(said, MENU) is None


@pytest.mark.parametrize(("said", "position"), [("la 2", 2), ("última", 5), ("tres pagos", 3)])
def test_a_place_is_named_by_number_order_or_count(said: str, position: int) -> None:
    assert read_place(said, MENU) == position


@pytest.mark.parametrize(
    ("said", "position"),
    [
        *[("la de menos pagos", 3), ("the one with less payments", 3), ("fewer months", 3)],
        *[("más pagos", 4), ("the longest", 4), ("pagos más chicos", 4), ("smallest payments", 4)],
        *[("la de menos", 2), ("the cheaper one", 2), ("2️⃣", 2), ("5️⃣ por favor", 5)],
        *[("la de arriba", 1), ("the bottom one", 5)],
    ],
)
def test_options_are_compared(said: str, position: int) -> None:
    assert read_choice(said, MENU) == position


@pytest.mark.parametrize(
    "said", ["cualquiera", "whichever", "me da igual", "cualquiera de las dos", "either one"]
)
def test_any_of_several_is_no_choice_but_is_heard(said: str) -> None:
    assert read_choice(said, MENU) is None
    assert read_choice(said, MENU[:1]) == 1
    assert leaves_it_to_us(said)


@pytest.mark.parametrize("said", ["ninguna", "ninguna de las 2", "none", "la más cara"])
def test_none_of_them_and_a_tie_are_no_choice(said: str) -> None:
    assert read_choice(said, MENU) is None
    assert not leaves_it_to_us(said)


@given(st.text())
def test_a_choice_is_always_one_that_was_shown(said: str) -> None:
    assert read_choice(said, MENU) in {None, 1, 2, 3, 4, 5}


@given(st.integers(1, 5), st.sampled_from(["{}", "la {}", "Opción {}", "  {} ", "option {}!"]))
def test_a_shown_number_is_that_option(position: int, form: str) -> None:
    assert read_choice(form.format(position), MENU) == position
