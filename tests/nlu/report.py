"""Judges all folds, prints tables, and keeps everything in var/nlu-report.json."""

import json
from typing import Any, Final

import numpy as np
from tqdm import tqdm

from bot.engine.fingerprint import ROOT
from tests.nlu.examples import FOLDS, Array, Examples, Resemblance, read_examples
from tests.nlu.figures import Judged, accuracy, after_question, by, confusions, thresholds
from tests.nlu.pipelines import Ours, ask_diet, vectors_of

PATH: Final = ROOT / "var" / "nlu-report.json"
_DIET_FOLD: Final = 0


def write(*, with_diet: bool) -> None:
    """Measure, print and save."""
    ours = Ours()
    examples = read_examples(ours.structured)
    resemblance = Resemblance(examples.texts)
    judged = _judge(ours, examples, resemblance)
    report = _figures(ours, examples, judged)
    report["comparison"] = _compare(examples, judged, resemblance if with_diet else None)
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    show(report)


def _judge(ours: Ours, examples: Examples, resemblance: Resemblance) -> Judged:
    classes = np.unique(examples.intents)
    confidences = np.zeros((len(examples.texts), len(classes)))
    print(f"encoding {len(examples.texts)} lines (once for these lines)")
    vectors = vectors_of(examples.texts)
    for fold in tqdm(range(FOLDS), "judging folds"):
        held, known = _split(examples, resemblance, fold)
        confidences[held] = ours.confidences(
            vectors[known], examples.intents[known], vectors[held]
        )
    return Judged(meant=examples.intents, confidences=confidences, classes=classes)


def _split(examples: Examples, resemblance: Resemblance, fold: int) -> tuple[Array, Array]:
    """The lines to judge, and those to learn from."""
    held = np.flatnonzero(examples.folds == fold)
    return held, resemblance.unlike(np.flatnonzero(examples.folds != fold), held)


def _figures(ours: Ours, examples: Examples, judged: Judged) -> dict[str, Any]:
    return {
        "all": accuracy(judged),
        "by_language": by(examples.languages, judged.right),
        "by_flavour": by(examples.flavours, judged.right),
        "by_intent": by(examples.intents, judged.right),
        "thresholds": thresholds(judged),
        "after_question": {
            awaiting: after_question(judged, likelier)
            for awaiting, likelier in ours.likelier.items()
        },
        "confusions": confusions(judged),
    }


def _compare(
    examples: Examples, judged: Judged, resemblance: Resemblance | None
) -> dict[str, float]:
    """Ours and DIET on the same fold, trained on the same lines; empty when not asked for."""
    if resemblance is None:
        return {}
    held, known = _split(examples, resemblance, _DIET_FOLD)
    print(f"training Rasa's default pipeline on {len(known)} lines (once for these lines)")
    guessed = ask_diet(
        [examples.texts[line] for line in known],
        examples.intents[known],
        [examples.texts[line] for line in held],
    )
    ours = judged.right[held].mean()
    diet = (np.array(guessed) == examples.intents[held]).mean()
    return {"lines": len(held), "saldo": round(float(ours), 3), "diet": round(float(diet), 3)}


def show(report: dict[str, Any]) -> None:
    """Print every part as a table."""
    _table("held-out lines", [report["all"]])
    _table("by language", _named(report["by_language"]))
    _table("by flavour", _named(report["by_flavour"]))
    _table("by intent", sorted(_named(report["by_intent"]), key=lambda row: row["accuracy"]))
    _table("asking back below a confidence", report["thresholds"])
    _table("what was asked as a prior", _named(report["after_question"]))
    _table("taken for another", report["confusions"][:15])
    if report["comparison"]:
        _table("beside Rasa's default pipeline, one fold", [report["comparison"]])
    print(f"written to {PATH.relative_to(ROOT)}")


def _named(parts: dict[str, dict[str, float]]) -> list[dict[str, Any]]:
    return [{"": name, **figures} for name, figures in parts.items()]


def _table(title: str, rows: list[dict[str, Any]]) -> None:
    lines = [[column.replace("_", " ") for column in rows[0]]]
    lines += [[str(cell) for cell in row.values()] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print(f"\n{title}")
    for line in lines:
        print(
            "  " + "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        )
