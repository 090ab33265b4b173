"""People's own writing, apart from the phrase lists: how much is seen, and how much wrongly so."""

from pathlib import Path

import pytest
import yaml

from bot.conversation.safety import Stop, stop_of

LINES = Path(__file__).parent / "safety_lines"
LANGUAGES = ("es", "en")
RECALL = dict.fromkeys(Stop, 0.97) | {Stop.CRISIS: 0.99, Stop.OPT_OUT: 0.99}
PRECISION = 0.90


def read(name: str) -> dict[Stop, list[str]]:
    listed = yaml.safe_load((LINES / f"{name}.yml").read_text(encoding="utf-8"))
    return {Stop[stop]: lines.splitlines() for stop, lines in listed.items()}


SAID = {language: read(language) for language in LANGUAGES}
LOOKALIKES = read("lookalikes")
STOPS = tuple(LOOKALIKES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.name)
def test_what_people_write_is_seen(stop: Stop, language: str) -> None:
    lines = SAID[language][stop]
    missed = [said for said in lines if stop_of(said) is not stop]
    assert 1 - len(missed) / len(lines) >= RECALL[stop], missed


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.name)
def test_what_only_looks_like_it_is_let_through(stop: Stop) -> None:
    seen = sum(stop_of(said) is stop for said in (*SAID["es"][stop], *SAID["en"][stop]))
    wrong = [said for said in LOOKALIKES[stop] if stop_of(said) is stop]
    assert seen / (seen + len(wrong)) >= PRECISION, wrong
    assert len(wrong) <= PRECISION * len(LOOKALIKES[stop]) / 9, wrong


def test_one_stop_is_not_taken_for_another() -> None:
    taken = [
        (said, other)
        for language in LANGUAGES
        for stop, lines in SAID[language].items()
        for said in lines
        if (other := stop_of(said)) not in {stop, None}
    ]
    total = sum(len(lines) for said in SAID.values() for lines in said.values())
    assert len(taken) <= 0.02 * total, taken


def test_the_tables_are_large_enough_to_judge_by() -> None:
    for said in SAID.values():
        assert len(said[Stop.CRISIS]) + len(said[Stop.OPT_OUT]) >= 120
        assert all(len(lines) >= 40 for lines in said.values())
    assert sum(map(len, LOOKALIKES.values())) >= 150
