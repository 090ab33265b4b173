"""Trains the engine's model when its sources changed, in the engine's own interpreter."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bot.launch import child
from bot.launch.errors import LaunchError
from bot.launch.home import Home
from bot.launch.screen import Advance
from bot.launch.services import ENGINE_PYTHON, PROJECT

_LOOK_EVERY_S: Final = 0.3
_MILESTONES: Final = ("engine: ", "Starting to train component ", "Finished training component ")
_MILESTONES_OF_A_TRAINING: Final = 9
"""What the trainer announces in all (three steps, three components): it only scales the bar."""


async def train(home: Home, environment: Mapping[str, str], advance: Advance) -> None:
    """Train if need be; a fresh model takes no time. Raises LaunchError if that fails."""
    log = home.logs / "training.log"
    argv: list[str | Path] = [ENGINE_PYTHON, "-m", "bot.engine", "train"]
    process = child.spawn(child.Command(argv=argv, log=log, cwd=PROJECT, env=environment))
    try:
        while process.poll() is None:
            _show(log, advance)
            await asyncio.sleep(_LOOK_EVERY_S)
    finally:
        _end(process)
    if process.returncode:
        raise LaunchError(f"the engine could not be trained: {child.last_line(log)} (see {log})")


def _show(log: Path, advance: Advance) -> None:
    lines = log.read_text(errors="replace").splitlines()
    passed = [line for line in lines if line.startswith(_MILESTONES)]
    if passed:
        share = len(passed) / _MILESTONES_OF_A_TRAINING
        advance(share, passed[-1].removeprefix("engine: ").rstrip("."))


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        child.stop(process, signal.SIGTERM, patience_s=5)
