"""The examples of data/nlu, in four folds that no topic crosses.

Neighbouring lines were written together, about one thing, in one manner: a run of ten goes to one
fold as a whole. What still resembles a line to be judged is forgotten before training.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import yaml
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.engine.features import normalised
from bot.engine.fingerprint import ROOT
from tests.nlu.flavours import flavour

FOLDS: Final = 4
_RUN: Final = 10
_RESEMBLANCE: Final = 0.7  # cosine of character n-grams

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Aligned columns, one entry a line."""

    texts: list[str]
    intents: Array
    languages: Array
    flavours: Array
    folds: Array


def read_examples(structured: set[str]) -> Examples:
    """All examples but those of intents that the classifier does not learn."""
    rows = [
        (line[2:], part["intent"], path.parent.name, number // _RUN)
        for path in sorted((ROOT / "data" / "nlu").rglob("*.yml"))
        for part in yaml.safe_load(path.read_text())["nlu"]
        for number, line in enumerate(part["examples"].splitlines())
        if part["intent"] not in structured
    ]
    return Examples(
        texts=[text for text, *_ in rows],
        intents=np.array([intent for _, intent, *_ in rows]),
        languages=np.array([language for *_, language, _ in rows]),
        flavours=np.array([flavour(text, language) for text, _, language, _ in rows]),
        folds=_folds([tuple(topic) for _, *topic in rows]),
    )


def _folds(topics: list[tuple[Any, ...]]) -> Array:
    """A fold for each line: every intent's topics, shuffled, are dealt out in turn."""
    names = sorted(set(topics))
    np.random.default_rng(0).shuffle(names)
    dealt: dict[tuple[Any, ...], int] = {}
    turns: dict[tuple[Any, ...], int] = {}
    for name in names:
        kind = name[:2]  # intent and language
        dealt[name] = turns.get(kind, 0) % FOLDS
        turns[kind] = turns.get(kind, 0) + 1
    return np.array([dealt[topic] for topic in topics])


class Resemblance:
    """Which texts are nearly the same."""

    def __init__(self, texts: list[str]) -> None:
        grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4))
        self._vectors = grams.fit_transform([normalised(text) for text in texts])

    def unlike(self, candidates: Array, judged: Array) -> Array:
        """Those of `candidates` that resemble none of `judged`; both are line numbers."""
        likeness = self._vectors[candidates] @ self._vectors[judged].T
        return candidates[likeness.max(axis=1).toarray().ravel() <= _RESEMBLANCE]
