"""Judges lines that were not trained on, prints tables, and keeps all in var/nlu-report.json."""

import json
from typing import Any, Final

import numpy as np
from tqdm import tqdm

from bot.engine.fingerprint import ROOT
from tests.nlu.examples import FOLDS, Array, Examples, Resemblance, read_examples
from tests.nlu.figures import (
    Judged,
    accuracy,
    after_question,
    by,
    confusions,
    never_missed,
    thresholds,
)
from tests.nlu.held_out import HeldOut, read_held_out
from tests.nlu.pipelines import Ours, ask_diet, remember

PATH: Final = ROOT / "var" / "nlu-report.json"


def write(*, with_diet: bool) -> None:
    """Measure, print and save."""
    ours = Ours()
    examples, held_out = read_examples(ours.structured), read_held_out()
    print(f"{len(examples.texts)} examples, {len(held_out.texts)} lines held out")
    print("encoding them (once for each line)")
    remember(examples.texts, name="examples")
    remember(held_out.texts, name="held_out")
    report = _held_out_figures(ours, _judge_held_out(ours, examples, held_out), held_out)
    report["unseen_topics"] = _topic_figures(_judge_folds(ours, examples), examples)
    show(report)
    if with_diet:
        report["comparison"] = _compare(ours, examples, held_out)
        _table("beside Rasa's default pipeline", [report["comparison"]])
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    print(f"written to {PATH.relative_to(ROOT)}")


def _judge_held_out(ours: Ours, examples: Examples, held_out: HeldOut) -> Judged:
    known = _unlike(examples, held_out)
    texts = [examples.texts[line] for line in known]
    intents = examples.intents[known]
    confidences = ours.confidences(texts, intents, held_out.texts)
    return Judged(meant=held_out.intents, confidences=confidences, classes=np.unique(intents))


def _unlike(examples: Examples, held_out: HeldOut) -> Array:
    """The examples that resemble no line held out: two people may have had the same words."""
    resemblance = Resemblance([*examples.texts, *held_out.texts])
    candidates = np.arange(len(examples.texts))
    return resemblance.unlike(candidates, len(candidates) + np.arange(len(held_out.texts)))


def _judge_folds(ours: Ours, examples: Examples) -> Judged:
    """Every example judged by a model that saw neither its topic nor anything like it."""
    classes = np.unique(examples.intents)
    resemblance = Resemblance(examples.texts)
    confidences = np.zeros((len(examples.texts), len(classes)))
    for fold in tqdm(range(FOLDS), "judging folds"):
        held = np.flatnonzero(examples.folds == fold)
        known = resemblance.unlike(np.flatnonzero(examples.folds != fold), held)
        confidences[held] = ours.confidences(
            [examples.texts[line] for line in known],
            examples.intents[known],
            [examples.texts[line] for line in held],
        )
    return Judged(meant=examples.intents, confidences=confidences, classes=classes)


def _held_out_figures(ours: Ours, judged: Judged, held_out: HeldOut) -> dict[str, Any]:
    return {
        "all": accuracy(judged),
        **{f"by_{kind}": by(values, judged.right) for kind, values in held_out.kinds.items()},
        "by_intent": by(held_out.intents, judged.right),
        "never_missed": never_missed(judged, held_out.stops, ours.cautious),
        "thresholds": thresholds(judged),
        "after_question": {
            awaiting: after_question(judged, likelier)
            for awaiting, likelier in ours.likelier.items()
        },
        "confusions": confusions(judged),
    }


def _topic_figures(judged: Judged, examples: Examples) -> dict[str, Any]:
    return {
        "all": accuracy(judged),
        "by_language": by(examples.languages, judged.right),
        "by_flavour": by(examples.flavours, judged.right),
        "confusions": confusions(judged),
    }


def _compare(ours: Ours, examples: Examples, held_out: HeldOut) -> dict[str, float]:
    """Ours and DIET, trained on the same sample of examples, judged on the lines held out."""
    known = _unlike(examples, held_out)
    sample = np.random.default_rng(0).permutation(known)[:DIET_LINES]
    texts, intents = [examples.texts[line] for line in sample], examples.intents[sample]
    print(f"training Rasa's default pipeline on {len(sample)} lines (once for these lines)")
    diet = np.array(ask_diet(texts, intents, held_out.texts)) == held_out.intents
    guessed = np.unique(intents)[ours.confidences(texts, intents, held_out.texts).argmax(1)]
    saldo = guessed == held_out.intents
    return {
        "trained_on": len(sample),
        "judged": len(saldo),
        "saldo": round(float(saldo.mean()), 3),
        "diet": round(float(diet.mean()), 3),
    }


# As many examples as DIET learns from within half an hour.
DIET_LINES: Final = 4_000


def show(report: dict[str, Any]) -> None:
    """Print every part as a table."""
    _table("lines held out", [report["all"]])
    for kind in ("language", "market", "flavour"):
        _table(f"by {kind}", _named(report[f"by_{kind}"]))
    _table("by intent", sorted(_named(report["by_intent"]), key=lambda row: row["accuracy"]))
    _table("never missed: phrases and model together", _named(report["never_missed"]))
    _table("asking back below a confidence", report["thresholds"])
    _table("what was asked as a prior", _named(report["after_question"]))
    _table("taken for another", report["confusions"][:15])
    topics = report["unseen_topics"]
    _table("examples judged without their topic (four folds)", [topics["all"]])
    _table("by flavour", _named(topics["by_flavour"]))
    _table("taken for another", topics["confusions"][:15])


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
