"""The spell-check catches slips of both languages and lets good words through."""

from pathlib import Path

import pytest

from bot.kernel.messages import Language
from bot.locale.spelling import check_spelling, misspelt, read_own_words

OWN = read_own_words()


def test_our_catalogs_are_spelt_well() -> None:
    assert check_spelling() == []


@pytest.mark.parametrize(
    "word",
    [
        "credito", "informacion", "dinro", "escribeme", "dimelo", "disculpanos", "tambien",
        "opcion", "aqui", "ayudrte", "consultarloo", "dias", "numero", "mas",
    ],
)  # fmt: skip
def test_a_slip_in_spanish_is_found(word: str) -> None:
    assert misspelt(f"Hola, {word}.", "es", OWN) == [word]


@pytest.mark.parametrize("word", ["recieve", "adress", "paymment", "occured", "seperate", "teh"])
def test_a_slip_in_english_is_found(word: str) -> None:
    assert misspelt(f"Hi, {word}.", "en", OWN) == [word]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "¿Prefieres que te lo escriba? Puedes consultarlo, escribirme o decírnoslo."),
        ("es", "Discúlpanos; avísame y dímelo con calma. Cuotas, pagos, TÉRMINOS y Línea."),
        ("en", "That's fine, they’ll write; we don't, can't and won't ask for PINs or CVVs."),
    ],
)
def test_good_words_pass(language: Language, text: str) -> None:
    assert misspelt(text, language, OWN) == []


def test_placeholders_are_no_words() -> None:
    assert misspelt("Pagas {amuont:shrt}", "es", OWN) == []


def test_accents_in_two_characters_are_the_same_word() -> None:
    assert misspelt("opcio\N{COMBINING ACUTE ACCENT}n", "es", OWN) == []


def test_the_text_and_its_catalog_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "es_MX"
    folder.mkdir()
    (folder / "a.po").write_text('msgid "pay.now"\nmsgstr "Tu opcion"\n', "utf-8")

    assert check_spelling(tmp_path) == ["'pay.now' in es_MX is misspelt: opcion"]


def test_our_own_list_allows_and_refuses(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("# names\nSaldo\nquiubo  # Colombia\n!pago\n", "utf-8")
    own = read_own_words(file)

    assert misspelt("Quiubo, tu pago de Saldo", "es", own) == ["pago"]
