"""Numbers in words, in both languages."""

import pytest

from bot.contacts.spelled_numbers import read_spelled


@pytest.mark.parametrize(
    ("text", "digits", "words"),
    [
        ("cero", "0", 1),
        ("noventa y uno de", "91", 3),
        ("noventa uno", "91", 2),
        ("noventiuno", "91", 1),
        ("treinta y un", "31", 3),
        ("diez y seis", "16", 3),
        ("diez uno", "10", 1),
        ("cien", "100", 1),
        ("trescientos cuatro", "304", 2),
        ("mil novecientos ochenta y siete", "1987", 5),
        ("mil novecientos cero cinco", "1905", 4),
        ("mil nueve noventa y uno", "1991", 5),
        ("dos mil", "2000", 2),
        ("dos mil cinco", "2005", 3),
        ("ocho mil novecientos noventa y uno", "8", 1),
        ("sesenta y cuatro mil", "64000", 4),
        ("ninety one", "91", 2),
        ("twenty first", "21", 2),
        ("nineteen ninety one", "1991", 3),
        ("nineteen hundred five", "1905", 3),
        ("nineteen oh five", "1905", 3),
        ("nineteen nineteen", "19", 1),
        ("two thousand and one", "2001", 4),
        ("twenty oh five", "2005", 3),
    ],
)
def test_a_number_is_read_as_far_as_it_goes(text: str, digits: str, words: int) -> None:
    found = read_spelled(text.split())
    assert found is not None
    assert (found.digits, found.words) == (digits, words)


@pytest.mark.parametrize("text", ["", "mil", "y uno", "hola", "novecient"])
def test_other_words_are_no_number(text: str) -> None:
    assert read_spelled(text.split()) is None


@pytest.mark.parametrize(
    ("text", "is_ordinal"), [("third", True), ("primero", True), ("tres", False)]
)
def test_ordinals_are_told_apart(text: str, is_ordinal: bool) -> None:
    found = read_spelled([text])
    assert found is not None
    assert found.is_ordinal is is_ordinal
