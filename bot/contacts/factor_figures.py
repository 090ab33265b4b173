"""Postcodes and the last digits of documents: figures that a word names, or their length."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bot.contacts import factor_words as words
from bot.contacts.factor_message import Message
from bot.contacts.model import Factor

# How many tokens may stand between a label and its figure.
_LABEL_REACH: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What may be read: the `accepted` factors, in the forms of the `country` (ISO)."""

    country: str
    accepted: frozenset[Factor]

    @property
    def postcode_digits(self) -> int:
        """How many digits a postcode of the country has."""
        return words.POSTCODE_DIGITS.get(self.country, 5)

    @property
    def is_a_run_a_date(self) -> bool:
        """Whether six digits may also be a date: only Colombia's postcodes have as many."""
        return self.country == "CO" and "date_of_birth" in self.accepted

    def postcode(self, digits: str) -> str | None:
        """`digits` as a postcode of the country, ZIP+4 cut to its ZIP."""
        if "postcode" not in self.accepted:
            return None
        if self.country == "US" and len(digits) == words.ZIP_PLUS_FOUR:
            return digits[: self.postcode_digits]
        return digits if len(digits) == self.postcode_digits else None


def drop_counts(message: Message) -> None:
    """The 4 of "los últimos 4" says how many, it is not one of them."""
    for at, token in enumerate(message.tokens):
        if token.text != "4" or at not in message.unread:
            continue
        after = {following.text for following in message.tokens[at + 1 : at + 2]}
        if (
            words.BEFORE_A_COUNT & set(message.words_before(at, reach=1))
            or words.AFTER_A_COUNT & after
        ):
            message.unread.discard(at)


def read_postcodes(message: Message, wanted: Wanted) -> list[str]:
    """Postcodes that are called so. Marks them read."""
    found: list[str] = []
    for at in _labelled(message, words.POSTCODE, stops=words.DOCUMENT | words.BIRTH):
        run = _run_from(message, at)
        for length in range(1, len(run) + 1):
            postcode = wanted.postcode(message.digits(run[:length]))
            if postcode:
                message.unread -= set(run[:length])
                found.append(postcode)
                break
        else:
            found += _without_its_zero(message, at, wanted)
    return found


def _without_its_zero(message: Message, at: int, wanted: Wanted) -> list[str]:
    """`cp 6100` is 06100: spreadsheets eat the zero, and people copy what they see."""
    postcode = wanted.postcode(f"0{message.tokens[at].text}")
    if postcode is None:
        return []
    message.unread.discard(at)
    return [postcode]


def read_documents(message: Message, wanted: Wanted) -> list[str]:
    """The last four digits of what is called a document, typed short or whole. Marks them read."""
    found: list[str] = []
    stops = words.POSTCODE | words.BIRTH | words.OTHER_NUMBERS
    for at in _labelled(message, words.DOCUMENT, stops=stops):
        run = _run_from(message, at)
        if "document_last4" not in wanted.accepted or _is_of_something_else(message, at):
            continue
        for length in range(1, len(run) + 1):
            digits = message.digits(run[:length])
            if len(digits) == 4 or (length == 1 and len(digits) > 4):
                message.unread -= set(run[:length])
                found.append(digits[-4:])
                break
    return found


def _labelled(message: Message, labels: frozenset[str], *, stops: frozenset[str]) -> Iterable[int]:
    """Where the first unread number after each label stands, unless a stop word comes before."""
    for at, token in enumerate(message.tokens):
        if token.text not in labels:
            continue
        for ahead in range(at + 1, min(at + 1 + _LABEL_REACH, len(message.tokens))):
            if message.tokens[ahead].text in stops:
                break
            if ahead in message.unread:
                yield ahead
                break


def _run_from(message: Message, at: int) -> tuple[int, ...]:
    run = next(run for run in message.runs() if at in run)
    return run[run.index(at) :]


def _is_of_something_else(message: Message, at: int) -> bool:
    return not words.OTHER_NUMBERS.isdisjoint(message.words_before(at))


def read_bare(message: Message, wanted: Wanted) -> list[tuple[Factor, str]]:
    """Figures that nothing names, known by their length: each for itself, else run together."""
    found: list[tuple[Factor, str]] = []
    for run in message.runs():
        alone = [_known_by_length(message, (at,), wanted) for at in run]
        together = _known_by_length(message, run, wanted)
        known = [factor for factor in alone if factor is not None]
        if len(known) < len(run):
            known = [together] if together else []
        if known:
            message.unread -= set(run)
            found += known
    return found


def _known_by_length(
    message: Message, run: tuple[int, ...], wanted: Wanted
) -> tuple[Factor, str] | None:
    digits = message.digits(run)
    postcode = wanted.postcode(digits)
    if postcode and not (wanted.is_a_run_a_date and digits[:2] not in words.DEPARTMENTS):
        return "postcode", postcode
    if len(digits) != 4 or "document_last4" not in wanted.accepted:
        return None
    return None if _is_year_or_amount(message, run) else ("document_last4", digits)


def _is_year_or_amount(message: Message, run: tuple[int, ...]) -> bool:
    before = message.words_before(run[0])
    after = [token.text for token in message.tokens[run[-1] + 1 : run[-1] + 2]]
    return not (
        (words.OTHER_NUMBERS | words.BIRTH).isdisjoint(before)
        and words.BEFORE_A_YEAR.isdisjoint(before[-1:])
        and words.AFTER_AN_AMOUNT.isdisjoint(after)
        and message.stands_alone(run)
    )
