"""The numbers of the report, from what was said, what was meant, and how sure the model was."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

from bot.engine.expectation import believed, expected
from tests.nlu.examples import Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Held-out lines: what each means, and a confidence for each of `classes`."""

    meant: Array
    confidences: Array
    classes: Array

    @property
    def guessed(self) -> Array:
        return self.classes[self.confidences.argmax(1)]

    @property
    def right(self) -> Array:
        return self.guessed == self.meant

    @property
    def sure(self) -> Array:
        return self.confidences.max(1)


def accuracy(judged: Judged) -> dict[str, float]:
    return {
        "lines": len(judged.meant),
        "accuracy": _share(judged.right),
        "macro_f1": round(float(f1_score(judged.meant, judged.guessed, average="macro")), 3),
        "ece": calibration_error(judged),
    }


def calibration_error(judged: Judged, bins: int = 10) -> float:
    """How far confidence and accuracy are apart, on average over ten bins (ECE)."""
    places = np.minimum((judged.sure * bins).astype(int), bins - 1)
    gaps = [
        (places == place).mean()
        * abs(judged.right[places == place].mean() - judged.sure[places == place].mean())
        for place in np.unique(places)
    ]
    return round(float(sum(gaps)), 3)


def by(kinds: Array, right: Array) -> dict[str, dict[str, float]]:
    """Accuracy for each kind of line."""
    return {
        str(kind): {"lines": int((kinds == kind).sum()), "accuracy": _share(right[kinds == kind])}
        for kind in np.unique(kinds)
    }


def confusions(judged: Judged, most: int = 25) -> list[dict[str, Any]]:
    """What is taken for what most often."""
    pairs = zip(judged.meant, judged.guessed, strict=True)
    wrong = Counter((str(meant), str(guess)) for meant, guess in pairs if meant != guess)
    return [
        {"meant": meant, "taken_for": guess, "times": times}
        for (meant, guess), times in wrong.most_common(most)
    ]


def never_missed(
    judged: Judged, stops: Array, enough: Mapping[str, float]
) -> dict[str, dict[str, float]]:
    """How many of the lines that must not be missed are seen, by phrases or by the model.

    `stops` is the intent that the phrases give each line, or ""; `enough` is the confidence at
    which an intent is believed though another is likelier.
    """
    guessed = np.array(
        [
            stop or believed(dict(zip(judged.classes, row, strict=True)), enough)
            for stop, row in zip(stops, judged.confidences, strict=True)
        ]
    )
    return {
        intent: {
            "lines": int((judged.meant == intent).sum()),
            "recall": _share((guessed == intent)[judged.meant == intent]),
            "precision": _share((judged.meant == intent)[guessed == intent]),
            "by_phrases": _share((stops == intent)[judged.meant == intent]),
        }
        for intent in [*enough, *sorted(set(stops) - set(enough) - {""})]
    }


def thresholds(judged: Judged) -> list[dict[str, float]]:
    """What asking back below a confidence costs (right withheld) and saves (wrong answered)."""
    return [
        {
            "threshold": threshold,
            "answered": _share(judged.sure >= threshold),
            "right_when_answered": _share(judged.right[judged.sure >= threshold]),
            "right_withheld": _share(judged.right & (judged.sure < threshold)),
            "wrong_answered": _share(~judged.right & (judged.sure >= threshold)),
        }
        for threshold in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
    ]


def after_question(judged: Judged, likelier: Mapping[str, float]) -> dict[str, float]:
    """What a question's prior does to its answers, and to everything else said after it."""
    rows = [
        list(expected(dict(zip(judged.classes, row, strict=True)), likelier).values())
        for row in judged.confidences
    ]
    after = Judged(meant=judged.meant, confidences=np.array(rows), classes=judged.classes)
    answers = np.isin(judged.meant, list(likelier))
    return {
        "answers_without": _share(judged.right[answers]),
        "answers_with": _share(after.right[answers]),
        "others_without": _share(judged.right[~answers]),
        "others_with": _share(after.right[~answers]),
    }


def _share(which: Array) -> float:
    return round(float(which.mean()), 3) if len(which) else 0.0
