"""Numbers in words become digits; words that only look like numbers stay words."""

import pytest

from bot.locale.reading.digits import with_digits


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("Un millón doscientos mil", "1200000"),
        ("dos mil y medio", "2500"),
        ("half a million", "500000"),
        ("the fifth of March", "the 5th of march"),
        ("el once de marzo", "el 11 de marzo"),
        ("once I get paid", "once i get paid"),
        ("ten en cuenta", "ten en cuenta"),
        ("una pregunta", "una pregunta"),
        ("dies mil", "10000"),
        ("1.500 mil", "1500000"),
        ("cuatro pagos de quinientos", "4 pagos de 500"),
        ("one fifty", "1¦50"),
    ],
)
def test_numbers_become_digits(said: str, plain: str) -> None:
    assert with_digits(said) == plain
