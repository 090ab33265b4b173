"""What each kind of finding is called, what it means and what to do, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.kernel.messages import Language
from bot.payments.reconciliation.model import Kind
from bot.payments.reconciliation.words_ours import LEDGER, RECORDS, Both
from bot.payments.reconciliation.words_stripe import BACKS, PAYMENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWords:
    """A short name, and one sentence: what it means and what to do."""

    name: str
    meaning: str


def kind_words(kind: Kind, language: Language) -> KindWords:
    """The words for `kind`."""
    spanish, english = WORDS[kind]
    name, meaning = spanish if language == "es" else english
    return KindWords(name=name, meaning=meaning)


WORDS: Final[Mapping[Kind, Both]] = MappingProxyType({**PAYMENTS, **BACKS, **RECORDS, **LEDGER})
