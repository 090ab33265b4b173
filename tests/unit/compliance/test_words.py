"""Forbidden words are found however they are dressed, and only they."""

from pathlib import Path

import pytest

from bot.compliance.words import check_words, lint_text
from bot.kernel.messages import Language


@pytest.mark.parametrize(
    ("text", "country", "language", "found"),
    [
        ("Te van a embargar la casa.", "MX", "es", ["embarg*"]),
        ("ORDEN DE EMBARGO", "MX", "es", ["embarg*"]),
        ("Irás a la carcel", "MX", "es", ["cárcel"]),
        ("Cárceles llenas", "MX", "es", ["cárcel"]),
        ("una orden\njudicial, y la policía", "MX", "es", ["orden judicial", "policía"]),
        ("Presentaremos una demanda penal", "CO", "es", ["demanda*"]),
        ("el Ministerio-Público", "MX", "es", ["ministerio público"]),
        ("Escribe al INAI", "MX", "es", ["INAI"]),
        ("Sin embargo, puedes pagar después.", "MX", "es", []),
        ("Sin embargo, habrá embargo.", "MX", "es", ["embarg*"]),
        ("Tu cuenta está al corriente.", "MX", "es", []),
        ("We will take legal action.", "US", "en", ["legal action"]),
        ("The policeman's polices", "US", "en", ["police"]),
        ("Sue will see you in court", "US", "en", ["sue"]),
        ("Here is the issue with your pursued payment", "US", "en", []),
        ("Te van a arrestar", "FR", "es", ["arrest*"]),
    ],
)
def test_a_text_is_linted(text: str, country: str, language: Language, found: list[str]) -> None:
    assert lint_text(text, country, language) == found


def test_soft_hyphens_do_not_hide_a_word() -> None:
    assert lint_text("em\N{SOFT HYPHEN}bargo", "MX", "es") == ["embarg*"]


def test_our_catalogs_say_nothing_forbidden() -> None:
    assert check_words() == []


def test_a_text_of_a_region_is_judged_by_its_country(tmp_path: Path) -> None:
    folder = tmp_path / "es_CO"
    folder.mkdir()
    (folder / "a.po").write_text('msgid "pay.now"\nmsgstr "O la fiscalía lo sabrá."\n', "utf-8")

    assert check_words(tmp_path) == ["'pay.now' says 'fiscalía' in es, which CO forbids"]
