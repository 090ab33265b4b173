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
_FINISHED: Final = "Finished training component"
_COMPONENTS: Final = 9
"""About how many components are trained: it only scales the bar."""


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
    text = log.read_text(errors="replace")
    if text:
        share = min(0.95, text.count(_FINISHED) / _COMPONENTS)
        advance(share, child.last_line(log).removeprefix("engine: "))


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        child.stop(process, signal.SIGTERM, patience_s=5)
