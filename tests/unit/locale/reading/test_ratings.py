"""A rating from 1 to 5, as people give one; and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locale.reading.ratings import read_rating

RATINGS = {
    "5": 5, "un 4": 4, "excelente, 5": 5, "👍": 5, "👍🏽": 5, "muy buena atención 👌": 5,
    "pesimo, 1": 1, "meh 3": 3, "regular, 3": 3, "👎": 1, "cinco": 5, "10/10": 5, "8 de 10": 4,
    "⭐⭐⭐⭐": 4, "muy bien": 5, "bien": 4, "no muy bien": 2, "great, 5": 5, "five stars": 5,
    "2 porque tardaron mucho": 2, "1, no me resolvieron nada": 1, "pues un 4 yo creo": 4,
    "excelente servicio de Sol, 5": 5, "todo bien gracias": 4, "muy mala": 1, "5 gracias 🙏": 5,
    "it was awful": 1, "i'd say a 4": 4,
}  # fmt: skip
OTHERS = [
    "", "hola", "gracias", "si", "ok", "la 2", "opción 3", "en 3 pagos", "quiero pagar en 3",
    "0", "7", "2,500", "4.5", "el 5 de diciembre", "buenas", "cuánto debo?", "mi cp es 06700",
    "excelente, entonces mándame la liga por favor", "⭐⭐⭐⭐⭐⭐", "👍👎", "1 o 2 pagos",
]  # fmt: skip


@pytest.mark.parametrize(("said", "score"), RATINGS.items())
def test_a_rating_is_read(said: str, score: int) -> None:
    assert read_rating(said) == score


@pytest.mark.parametrize("said", OTHERS)
def test_anything_else_is_no_rating(said: str) -> None:
    assert read_rating(said) is None


@given(st.text())
def test_whatever_is_read_is_from_one_to_five(said: str) -> None:
    assert read_rating(said) in {None, 1, 2, 3, 4, 5}
