"""Reading gettext files: what they may hold, and what is refused at start."""

from pathlib import Path

import pytest

from bot.locale.catalogs import Piece, TextMissing, cut_text, load_catalogs

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def write(folder: Path, name: str, *entries: str) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEADER + "\n".join(entries), "utf-8")


def entry(key: str, words: str) -> str:
    return f'msgid "{key}"\nmsgstr "{words}"\n'


def test_a_regional_text_wins_and_the_rest_comes_from_its_language(tmp_path: Path) -> None:
    write(tmp_path, "es/a.po", entry("link", "enlace"), entry("yes", "sí"))
    write(tmp_path, "es_MX/a.po", entry("link", "liga"))
    catalogs = load_catalogs(tmp_path)
    assert catalogs.text("link", "es_MX") == cut_text("liga")
    assert catalogs.text("link", "es_CO") == cut_text("enlace")
    assert catalogs.keys("es_MX") == {"link", "yes"}


def test_spanish_never_falls_back_to_english(tmp_path: Path) -> None:
    write(tmp_path, "en/a.po", entry("yes", "yes"))
    catalogs = load_catalogs(tmp_path)
    assert catalogs.has("yes", "en_US")
    assert not catalogs.has("yes", "es_MX")
    with pytest.raises(TextMissing, match="no text 'yes' in es_MX"):
        catalogs.text("yes", "es_MX")


def test_a_key_in_two_files_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "es/a.po", entry("yes", "sí"))
    write(tmp_path, "es/b.po", entry("yes", "claro"))
    with pytest.raises(ValueError, match="'yes' is there twice"):
        load_catalogs(tmp_path)


def test_a_key_twice_in_one_file_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "es/a.po", entry("yes", "sí"), entry("yes", "claro"))
    with pytest.raises(ValueError, match="2 entries are written, 1 are read"):
        load_catalogs(tmp_path)


@pytest.mark.parametrize("unfinished", [entry("yes", ""), "#, fuzzy\n" + entry("yes", "sí")])
def test_an_unfinished_text_is_refused(tmp_path: Path, unfinished: str) -> None:
    write(tmp_path, "es/a.po", unfinished)
    with pytest.raises(ValueError, match="no finished text"):
        load_catalogs(tmp_path)


def test_a_plural_is_refused(tmp_path: Path) -> None:
    plural = 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] "d"\n'
    write(tmp_path, "es/a.po", plural)
    with pytest.raises(TypeError, match="plural"):
        load_catalogs(tmp_path)


def test_an_unbalanced_brace_is_refused() -> None:
    with pytest.raises(ValueError, match="expected '}'"):
        cut_text("Hola {name")


def test_a_text_is_cut_into_lines_and_pieces() -> None:
    assert cut_text("Hola {name}.\nVence {on:short}") == (
        (Piece(literal="Hola ", name="name"), Piece(literal=".")),
        (Piece(literal="Vence ", name="on", style="short"),),
    )
