"""Both languages say everything; the check that proves it catches each kind of gap."""

from pathlib import Path

import pytest

from bot.locale.parity import check_parity

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def write(folder: Path, name: str, **entries: str) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    lines = (f'msgid "{key}"\nmsgstr "{words}"\n' for key, words in entries.items())
    path.write_text(HEADER + "\n".join(lines), "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "es/a.po", greet="Hola {name}")
    write(tmp_path, "en/a.po", greet="Hi {name}")
    return tmp_path


def test_our_catalogs_agree() -> None:
    assert check_parity() == []


def test_catalogs_that_agree_have_no_difference(folder: Path) -> None:
    write(folder, "es_CO/a.po", greet="Quiubo {name}")
    assert check_parity(folder) == []


def test_a_key_of_one_language_only_is_named(folder: Path) -> None:
    write(folder, "en/a.po", greet="Hi {name}", bye="Bye")
    assert check_parity(folder) == ["'bye' is in en but not in es"]


def test_a_placeholder_of_one_language_only_is_named(folder: Path) -> None:
    write(folder, "en/a.po", greet="Hi")
    assert check_parity(folder) == ["'greet' in es asks for name, in en it does not"]


def test_a_file_of_one_language_only_is_named(folder: Path) -> None:
    write(folder, "es/b.po")
    assert check_parity(folder) == ["es/b.po has no counterpart in en"]


def test_a_regional_key_its_language_has_not_is_named(folder: Path) -> None:
    write(folder, "es_MX/a.po", extra="Ándale")
    assert check_parity(folder) == ["'extra' is in es_MX but not in es"]
