"""Which language a message is in, and when that is left as it was."""

import pytest

from bot.kernel.messages import Language
from bot.locale.detect import detect


@pytest.mark.parametrize(
    "text",
    [
        "I want to pay my balance",
        "how much do I owe",
        "what's the total",
        "can I get a plan please",
        "who are you and what do you want",
        "sorry wrong number",
        "she passed in june",
        "they cut my hours",
        "I can\N{RIGHT SINGLE QUOTATION MARK}t right now",
    ],
)
def test_a_phrase_in_english_turns_a_spanish_chat(text: str) -> None:
    assert detect(text, "es") == "en"


@pytest.mark.parametrize(
    "text",
    [
        "quiero pagar lo que debo",
        "d cuanto es mi adeudo",
        "me ayudas con el saldo",
        "ya pagué ayer en el banco",
        "estoy sin empleo",
        "hábleme en español",
        "cuánto estoy debiendo parce",
    ],
)
def test_a_phrase_in_spanish_turns_an_english_chat(text: str) -> None:
    assert detect(text, "en") == "es"


@pytest.mark.parametrize("prior", ["es", "en"])
@pytest.mark.parametrize(
    "text",
    ["", "5", "👎", "03/08/91", "ok", "no", "thanks", "gracias", "stop", "ok thanks", "si claro",
     "Juan Pérez López", "$1,500.00", "06100 2041", "??"],
)  # fmt: skip
def test_a_word_a_name_or_figures_turn_nothing(text: str, prior: Language) -> None:
    assert detect(text, prior) == prior


@pytest.mark.parametrize(
    ("text", "prior"),
    [
        ("oye me das el link thanks", "es"),
        ("te pago next friday", "es"),
        ("cuanto es el total con fees", "es"),
        ("mándeme el link de pse", "es"),
        ("whats my saldo please", "en"),
        ("i can't right now, no tengo", "en"),
    ],
)
def test_borrowed_words_turn_nothing(text: str, prior: Language) -> None:
    assert detect(text, prior) == prior
