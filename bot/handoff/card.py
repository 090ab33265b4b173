"""The card an agent reads first: who, why, how it stands, what was said. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.cases.model import Case, CaseState, Line
from bot.cases.thread import masked
from bot.handoff.desk import Button
from bot.handoff.words import word
from bot.kernel.messages import Language

TITLE_LIMIT: Final = 128
CARD_LIMIT: Final = 4096
_LINE_LIMIT: Final = 240
_LINES: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """What a card is written from; `balances` are ready lines such as `••4471 $980.01 MXN`."""

    case: Case
    name: str | None
    country: str
    zone: str
    contact_language: Language
    is_verified: bool
    balances: tuple[str, ...] = ()
    last_words: tuple[Line, ...] = ()


def card_title(facts: CardFacts, language: Language) -> str:
    """The topic's name: folio, reason, and the person's name once it is proved."""
    name = f" · {facts.name}" if facts.name and facts.is_verified else ""
    reason = word(f"reason.{facts.case.reason}", language)
    return f"{facts.case.folio} · {reason}{name}"[:TITLE_LIMIT]


def card_text(facts: CardFacts, language: Language) -> str:
    """The card's text: no figure before verification, nor a name but the greeting's own."""
    head = [
        f"{facts.case.folio} · {word(f'state.{facts.case.state}', language)}",
        f"{word('card.reason', language)}: {word(f'reason.{facts.case.reason}', language)}",
        *_person(facts, language),
        word("card.language" if facts.contact_language == "es" else "card.language_en", language),
        f"{word('card.country', language)}: {facts.country}",
        f"{word('card.owner', language)}: {facts.case.owner or word('card.nobody', language)}",
    ]
    text = "\n".join([*head, *_said(facts, language), "", word("card.hint", language)])
    return clip(text, CARD_LIMIT)


def card_buttons(case: Case, language: Language) -> tuple[Button, ...]:
    """What can be pressed under the card."""
    if case.state is CaseState.CLOSED:
        return ()
    take = "over" if case.owner else "take"
    buttons = [Button(title=word(f"button.{take}", language), action=f"{take}:{case.id}")]
    if case.state is CaseState.HELD:
        back = Button(title=word("button.give_back", language), action=f"ask_back:{case.id}")
        buttons.append(back)
    return tuple(buttons)


def confirm_buttons(case: Case, language: Language) -> tuple[Button, ...]:
    """The second press that giving back asks for."""
    return (
        Button(title=word("button.confirm", language), action=f"give_back:{case.id}"),
        Button(title=word("button.keep", language), action=f"keep:{case.id}"),
    )


def clip(text: str, limit: int) -> str:
    """`text` within `limit` UTF-16 units, as Telegram counts; an ellipsis shows the cut."""
    encoded = text.encode("utf-16-le")
    if len(encoded) <= 2 * limit:
        return text
    return encoded[: 2 * (limit - 1)].decode("utf-16-le", errors="ignore") + "…"


def pieces(text: str, limit: int) -> list[str]:
    """`text` cut into pieces of at most `limit` UTF-16 units; none when nothing is to be said."""
    size = limit // 2  # a character takes at most two units
    return [text[start : start + size] for start in range(0, len(text), size)]


def _person(facts: CardFacts, language: Language) -> list[str]:
    if not facts.is_verified:
        return [word("card.not_verified", language)]
    balances = [f"{word('card.balance', language)}: {line}" for line in facts.balances]
    return [word("card.verified", language), *([facts.name] if facts.name else []), *balances]


def _said(facts: CardFacts, language: Language) -> Sequence[str]:
    if not facts.last_words:
        return []
    lines = facts.last_words[-_LINES:]
    shown = lines if facts.is_verified else [masked(line) for line in lines]
    spoken = [
        clip(f"{word(f'author.{line.author}', language)}: {line.text}", _LINE_LIMIT)
        for line in shown
    ]
    return ["", f"{word('card.last_words', language)}:", *spoken]
