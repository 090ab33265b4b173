"""Child processes that never outlive us: their own process group, and a signal when we die."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
_LIBC: Final = ctypes.CDLL(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One program to run: where its words go, and as whom it runs (`None`: as ourselves)."""

    argv: Sequence[str | Path]
    log: Path
    cwd: Path | None = None
    env: Mapping[str, str] | None = None
    user: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM


def spawn(command: Command) -> subprocess.Popen[bytes]:
    """Start `command`; its words are added to its log.

    Call it from a thread that lives as long as the child should: Linux ties the parent-death
    signal to the thread that forked.
    """
    command.log.parent.mkdir(parents=True, exist_ok=True)
    with command.log.open("ab") as log:
        return subprocess.Popen(
            [str(word) for word in command.argv],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=command.cwd,
            env=command.env,
            user=command.user,
            extra_groups=None if command.user is None else [],
            start_new_session=True,
            preexec_fn=_die_with_parent(os.getpid(), command.stop_signal),
        )


def run(command: Command) -> bool:
    """Run `command` to its end; whether it succeeded."""
    return spawn(command).wait() == 0


def stop(process: subprocess.Popen[bytes], sign: signal.Signals, *, patience_s: float) -> None:
    """Ask the child to end with `sign`; kill its whole group when patience runs out."""
    with suppress(ProcessLookupError):
        process.send_signal(sign)
    with suppress(subprocess.TimeoutExpired):
        process.wait(patience_s)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def has_ended(process: subprocess.Popen[bytes], *, within_s: float) -> bool:
    """Whether the child ends within that time: a pause that notices a death at once."""
    try:
        process.wait(within_s)
    except subprocess.TimeoutExpired:
        return False
    return True


def last_line(log: Path) -> str:
    """The last words of a child, for an error line."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    spoken = (line.strip(" |+-") for line in reversed(lines))  # tracebacks of groups draw boxes
    return next((line for line in spoken if line), "it said nothing")


def _die_with_parent(parent: int, sign: signal.Signals) -> Callable[[], None]:
    """Runs in the child once it changed user: such a change clears the parent-death signal."""

    def leash() -> None:
        if sys.platform == "linux":
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(sign))
            if os.getppid() != parent:
                os._exit(1)

    return leash
