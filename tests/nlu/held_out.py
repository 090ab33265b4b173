"""Lines written by somebody who never saw the examples: held_out.csv, never trained on."""

import csv
import json
import subprocess
from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.engine.fingerprint import ROOT
from tests.nlu.examples import Array

PATH: Final = ROOT / "tests" / "nlu" / "held_out.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """Aligned columns, one entry a line; `stops` is what the safety phrases took it for, or ""."""

    texts: list[str]
    intents: Array
    kinds: dict[str, Array]  # by language, market and flavour
    stops: Array


def read_held_out() -> HeldOut:
    with PATH.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return HeldOut(
        texts=[row["text"] for row in rows],
        intents=np.array([row["intent"] for row in rows]),
        kinds={
            kind: np.array([row[kind] for row in rows])
            for kind in ("language", "market", "flavour")
        },
        stops=np.array(_stops([row["text"] for row in rows])),
    )


def _stops(texts: list[str]) -> list[str]:
    """Asked in the application's environment: the phrases are not the engine's."""
    asked = subprocess.run(
        [ROOT / ".venv" / "bin" / "python", "-m", "tests.nlu.stops"],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return list(json.loads(asked.stdout))
