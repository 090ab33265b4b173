"""Hears which of the questions that have an approved answer somebody asks. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict

from bot.usecases.choices import plain_words

_FILE: Final = Path(__file__).with_name("objection_words.yml")


class Topic(StrEnum):
    """What is asked, in the order in which it is listened for."""

    ROBOT = "robot"
    BUREAU = "bureau"
    UNPAID = "unpaid"
    INTEREST = "interest"
    DISTRUST = "distrust"


class _Lists(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    says: tuple[str, ...]
    unless: tuple[str, ...]


def topic_of(said: str, among: Collection[Topic] = tuple(Topic)) -> Topic | None:
    """The first of `among` that these words ask about; None when they ask about none."""
    plain = plain_words(said)
    for topic, (says, unless) in _patterns().items():
        if topic in among and says.search(plain) and not (unless and unless.search(plain)):
            return topic
    return None


@cache
def _patterns() -> Mapping[Topic, tuple[re.Pattern[str], re.Pattern[str] | None]]:
    """Both patterns of each topic; a mistake in the file raises ValueError."""
    written = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    lists = {topic: _Lists.model_validate(written[topic.value]) for topic in Topic}
    return {
        topic: (_any_of(each.says), _any_of(each.unless) if each.unless else None)
        for topic, each in lists.items()
    }


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(rf"\b(?:{joined})(?!\w)")
