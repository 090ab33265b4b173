"""Which language somebody asks for, by naming it or by saying which one they do not speak."""

import pytest

from bot.kernel.messages import Language
from bot.usecases.people import wanted_language


@pytest.mark.parametrize("current", ["es", "en"])
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("english please", "en"),
        ("en inglés por favor", "en"),
        ("no, english", "en"),
        ("can we speak in Spanish?", "es"),
        ("español", "es"),
        ("Castellano", "es"),
        ("mejor en español no?", "es"),
        ("I don't speak spanish", "en"),
        ("I don’t understand Spanish", "en"),
        ("sorry, cant speak spanish", "en"),
        ("no hablo inglés", "es"),
        ("no entiendo ingles", "es"),
    ],
)
def test_a_language_that_is_named_is_the_one(
    text: str, language: Language, current: Language
) -> None:
    assert wanted_language(text, current=current) == language


@pytest.mark.parametrize("text", ["cambia de idioma", "english o español", "other language"])
@pytest.mark.parametrize(("current", "other"), [("es", "en"), ("en", "es")])
def test_without_one_name_it_is_the_other(text: str, current: Language, other: Language) -> None:
    assert wanted_language(text, current=current) == other
