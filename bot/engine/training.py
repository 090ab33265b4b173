"""Trains the model of the present sources, once, whoever else tries at the same time."""

from __future__ import annotations

import fcntl
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.engine.fingerprint import ROOT, model_path


def train(models: Path) -> Path:
    """Give the path of a fresh model, training it when there is none; prints what it does."""
    models.mkdir(exist_ok=True)
    with _one_at_a_time(models):
        target = model_path(models)
        if target.exists():
            _say(f"model {target.name} is fresh, nothing to train")
        else:
            _train_into(target)
    return target


def _train_into(target: Path) -> None:
    _say("1/3 reading the training data")
    started = time.monotonic()
    from rasa.model_training import train as rasa_train

    _report_components()
    _say("2/3 training")
    with TemporaryDirectory(dir=target.parent) as unfinished, redirect_stdout(sys.stderr):
        result = rasa_train(
            domain=str(ROOT / "domain.yml"),
            config=str(ROOT / "config.yml"),
            training_files=str(ROOT / "data"),
            output=unfinished,
            fixed_model_name=target.name,
            force_training=True,
        )
        if result.code or not result.model:
            raise SystemExit("training failed: see the messages above")
        if model_path(target.parent) != target:
            # Saved now, it would bear the name of sources that it did not learn from.
            raise SystemExit("the sources changed while training: run it again")
        Path(result.model).replace(target)
    _say(f"3/3 saved models/{target.name} after {time.monotonic() - started:.0f} s")


def _report_components() -> None:
    """Let Rasa say which component it is training: its only honest measure of progress."""
    hooks = logging.getLogger("rasa.engine.training.hooks")
    hooks.addHandler(logging.StreamHandler(sys.stdout))
    hooks.setLevel(logging.INFO)
    hooks.propagate = False


@contextmanager
def _one_at_a_time(models: Path) -> Iterator[None]:
    with (models / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _say(line: str) -> None:
    sys.stdout.write(f"engine: {line}\n")
    sys.stdout.flush()
