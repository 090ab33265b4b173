"""Two regressions that err on different lines, and what they believe together.

One judges what a line means (an encoder's numbers), the other how it is worded (its words and
pieces of words). The mean of what both believe is right more often than either.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.preprocessing import StandardScaler

from bot.engine.features import normalised

Array = np.ndarray[Any, Any]
_LEAST = 1e-9  # a confidence of nothing has no logarithm
# What both believe together is surer than the mean of the two: measured by `make nlu-report`.
_SHARPER = 1.3


@dataclass(frozen=True, slots=True)
class Blend:
    """Fitted on the same lines, in the same order of intents."""

    meaning: Pipeline
    wording: Pipeline

    @classmethod
    def fitted(
        cls, vectors: Array, texts: list[str], intents: Array, *, penalties: dict[str, float]
    ) -> Blend:
        """Learn from lines: a row of `vectors` and a text for each of `intents`.

        `penalties` has scikit-learn's C of each part: smaller is stricter.
        """
        meaning = _meaning(penalties["meaning"]).fit(vectors, intents)
        plain = [normalised(text) for text in texts]
        return cls(meaning, _wording(penalties["wording"]).fit(plain, intents))

    @property
    def intents(self) -> Array:
        """The columns of `confidences`, in alphabetical order."""
        return np.asarray(self.meaning.classes_)

    def confidences(self, vectors: Array, texts: list[str]) -> Array:
        """A row for each line, which sums to one."""
        plain = [normalised(text) for text in texts]
        both = np.log(self.meaning.predict_proba(vectors) + _LEAST)
        both += np.log(self.wording.predict_proba(plain) + _LEAST)
        weights = np.exp(both / 2 * _SHARPER)
        return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _meaning(penalty: float) -> Pipeline:
    """Scaled, because an encoder's vectors share one direction and are small: the penalty would
    mute them. Every intent weighs the same, however many examples it has.
    """
    model = LogisticRegression(C=penalty, max_iter=300, class_weight="balanced", random_state=42)
    return make_pipeline(StandardScaler(), model)


def _wording(penalty: float) -> Pipeline:
    pieces = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 4), min_df=3, sublinear_tf=True, dtype=np.float32
    )
    words = TfidfVectorizer(
        analyzer="word", ngram_range=(1, 2), min_df=2, sublinear_tf=True, dtype=np.float32
    )
    model = LogisticRegression(
        C=penalty, solver="saga", tol=1e-2, class_weight="balanced", random_state=42
    )
    return make_pipeline(make_union(pieces, words), model)
