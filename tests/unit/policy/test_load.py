"""Loading and checking files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.policy.load import PolicyError, check, check_text, load
from bot.policy.schema import Policy


def test_a_file_that_is_not_there_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    report = check(tmp_path / "none.yml")

    assert report.policy is None
    assert "cannot be read: no such file" in report.problems[0].message


def test_loading_a_file_that_is_not_there_raises_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"none\.yml:1: the file cannot be read"):
        load(tmp_path / "none.yml")


def test_a_file_that_is_not_text_is_a_problem(tmp_path: Path) -> None:
    file = tmp_path / "offers.yml"
    file.write_bytes(b"\xff\xfe\x00")

    assert "not UTF-8" in check(file).problems[0].message


@pytest.mark.parametrize("text", ["", "# nothing\n", "null\n"])
def test_an_empty_file_is_a_problem(text: str) -> None:
    assert check_text(text, file="f").problems[0].message == "the file is empty"


@pytest.mark.parametrize("text", ["- a\n", "words\n", "rules: 3\n", "rules: [3, {id: 4}]\n"])
def test_any_shape_of_nonsense_gets_a_report(text: str) -> None:
    assert check_text(text, file="f").problems


def test_an_error_carries_every_problem(tmp_path: Path) -> None:
    file = tmp_path / "offers.yml"
    file.write_text("policy: x\nversion: 0\n")

    with pytest.raises(PolicyError) as caught:
        load(file)

    assert len(caught.value.errors) > 3
    assert f"{file}:2: version: 0 is below the least allowed, 1" in str(caught.value)


def test_a_sound_report_says_what_would_go_live() -> None:
    demo = check(Path("policies/offers.yml"))

    assert "saldo-demo version 3 is sound: 16 rules" in demo.summary


def test_a_report_with_problems_says_it_cannot_go_live() -> None:
    assert check_text("", file="f.yml").summary == "f.yml: 1 problem; it cannot go live."


def test_a_note_does_not_keep_a_policy_from_loading(
    policy_with: Callable[[str, str], Policy], notes_with: Callable[[str, str], list[str]]
) -> None:
    change = ("{min: 91, max: 180}", "{min: 95, max: 180}")

    assert policy_with(*change).version == 3
    assert notes_with(*change)
