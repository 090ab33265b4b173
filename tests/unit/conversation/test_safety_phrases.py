"""The phrase lists are well written, and their small language means what it says."""

import re
from pathlib import Path

import pytest

from bot.conversation.safety import phrases, stop_of
from bot.conversation.safety.phrases import Phrases, read_phrases
from bot.conversation.safety.spelling import Spelling, split
from bot.conversation.safety.stops import Stop

FILES = sorted((Path(phrases.__file__).with_name("phrases")).glob("*/*.yml"))
PHRASED = [stop for stop in Stop if stop is not Stop.OPT_IN]


def says(phrase: str, said: str) -> bool:
    lists = phrases._Lists(say=(phrase,), words={"want": "quiero|me gustaria"})
    return Phrases([lists]).match(split(said))


@pytest.mark.parametrize("stop", PHRASED, ids=lambda stop: stop.name)
def test_every_stop_has_phrases_in_every_language(stop: Stop) -> None:
    assert read_phrases(stop.value).words
    assert {path.parent.name for path in FILES if path.stem == stop.value} == {"es", "en"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_list_is_short_enough_to_be_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 200
    assert not re.search(r"^ +- \S*[?,;]", text, re.M)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_phrase_is_said_by_saying_nothing(path: Path) -> None:
    match = read_phrases(path.stem).match
    assert not any(match(words) for words in [("",), ("~",), ("si",), ("ok",), ("gracias",)])


@pytest.mark.parametrize(
    ("phrase", "said", "expected"),
    [
        ("(a|b c) d", "x b c d y", True),
        ("a [b] c", "a c", True),
        ("a [b] c", "a x c", False),
        ("escrib*", "no escriban", True),
        ("a .. b", "a x y z b", True),
        ("a .. b", "a w x y z b", False),
        ("^ a $", "a", True),
        ("^ a $", "a b", False),
        ("<want> ver", "me gustaría ver", True),
        ("a * b", "a x b", True),
        ("a * b", "a b", False),
        ("hart* de", "harto de", True),
        ("busqu*", "búsquenlo", True),
    ],
)
def test_a_phrase_means_what_it_says(phrase: str, said: str, *, expected: bool) -> None:
    assert says(phrase, said) is expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kisiera", "quisiéra"),
        ("avogado", "abogado"),
        ("can't", "cannot"),
        ("don’t wanna", "do not want to"),
        ("xq no", "porque no"),
        ("he'll", "he will"),
        ("st0p", "stop"),
    ],
)
def test_two_spellings_are_one_word(one: str, other: str) -> None:
    assert split(one) == split(other)


@pytest.mark.parametrize("slip", ["suicidrme", "suicidaerme", "suicidrame"])
def test_a_slip_is_mended(slip: str) -> None:
    assert Spelling(split("suicidarme")).read(slip) == split("suicidarme")


def test_another_person_of_the_verb_is_no_slip() -> None:
    assert Spelling(split("suicidarme")).read("suicidarte") == split("suicidarte")


def test_a_long_message_is_read_in_a_moment() -> None:
    assert stop_of("quiero pagar pero no puedo ahorita " * 120) is None
