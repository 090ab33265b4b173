"""What is judged: the pipeline of config.yml, and Rasa's default one (DIET)."""

import asyncio
import hashlib
import json
import sys
from contextlib import redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import yaml

from bot.engine.blend import Blend
from bot.engine.features import encoded
from bot.engine.fingerprint import ROOT
from bot.engine.kept_vectors import encoded_once
from tests.nlu.examples import Array

CACHE: Final = ROOT / "var" / "nlu"
# What `rasa init` writes, without what it adds for entities and responses.
_DEFAULT: Final = """
recipe: default.v1
assistant_id: stock
language: es
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - {name: CountVectorsFeaturizer, analyzer: char_wb, min_ngram: 1, max_ngram: 4}
  - {name: DIETClassifier, epochs: 100, constrain_similarities: true}
"""


class Ours:
    """The encoders and the classifier of config.yml, without Rasa around them."""

    def __init__(self) -> None:
        parts = yaml.safe_load((ROOT / "config.yml").read_text())["pipeline"]
        steps = {part["name"].rpartition(".")[2]: part for part in parts}
        self.penalties = steps["IntentClassifier"]["penalties"]
        self.structured = set(steps["IntentClassifier"]["structured"])
        self.likelier = steps["Expectation"]["likelier"]
        self.cautious = steps["Expectation"]["enough"]

    def confidences(self, texts: list[str], intents: Array, judged: list[str]) -> Array:
        """A row for each of `judged`, a column for each intent in alphabetical order.

        All texts must have been remembered.
        """
        known = Blend.fitted(_rows(texts), texts, intents, penalties=self.penalties)
        return known.confidences(_rows(judged), judged)


def remember(texts: list[str], *, name: str) -> None:
    """Encode the texts, but those that var/nlu has of last time: it takes most of the time."""
    vectors = encoded_once(texts, encoded, kept_in=CACHE / f"{name}.npz")
    _vectors.update(zip(texts, vectors, strict=True))


_vectors: Final[dict[str, Array]] = {}


def _rows(texts: list[str]) -> Array:
    return np.stack([_vectors[text] for text in texts])


def ask_diet(texts: list[str], intents: Array, judged: list[str]) -> list[str]:
    """What Rasa's default pipeline takes `judged` for; minutes of training, then remembered."""
    kept = CACHE / f"diet-{_digest(*texts, *intents, '', *judged)}.json"
    if not kept.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=CACHE) as folder:
            guesses = _trained(Path(folder), texts, intents, judged)
        kept.write_text(json.dumps(guesses))
    return list(json.loads(kept.read_text()))


def _trained(folder: Path, texts: list[str], intents: Array, judged: list[str]) -> list[str]:
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    (folder / "config.yml").write_text(_DEFAULT)
    # Not JSON, though that is YAML: Rasa takes it for another format.
    (folder / "nlu.yml").write_text(yaml.safe_dump(_as_nlu(texts, intents), allow_unicode=True))
    with redirect_stdout(sys.stderr):  # Rasa shows its own progress
        model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder))
    agent = Agent.load(model)
    return asyncio.run(_understood(agent, judged))


async def _understood(agent: Any, texts: list[str]) -> list[str]:
    return [(await agent.parse_message(text))["intent"]["name"] for text in texts]


def _as_nlu(texts: list[str], intents: Array) -> dict[str, Any]:
    lines: dict[str, list[str]] = {}
    for text, intent in zip(texts, intents, strict=True):
        lines.setdefault(str(intent), []).append(f"- {text}\n")
    parts = [{"intent": intent, "examples": "".join(each)} for intent, each in lines.items()]
    return {"version": "3.1", "nlu": parts}


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
