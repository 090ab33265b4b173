"""Removes what running leaves behind: data, logs, secrets, models, caches; not environments."""

from __future__ import annotations

import fcntl
import shutil
import sys
from contextlib import suppress
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LEFT_BEHIND = (
    *("var", "models", ".rasa", ".pytest_cache", ".mypy_cache", ".ruff_cache"),
    *(".hypothesis", ".import_linter_cache"),
)


def main(project: Path = PROJECT) -> int:
    """Remove it all, unless the system is running here; the exit code."""
    homes = (project / "var", project / "var/demo")
    if any(is_held(home) for home in homes):
        sys.stderr.write("clean: Saldo is running here; stop it first\n")
        return 1
    for home in homes:
        remove_what_is_elsewhere(home)
    for name in LEFT_BEHIND:
        shutil.rmtree(project / name, ignore_errors=True)
    return 0


def is_held(home: Path) -> bool:
    """Whether a running system holds that folder."""
    lock = home / "up.lock"
    if not lock.exists():
        return False
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def remove_what_is_elsewhere(home: Path) -> None:
    """Data that could not be kept at home, behind the link that bot/launch/places left."""
    link = home / "elsewhere"
    with suppress(OSError):
        shutil.rmtree(link.readlink(), ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
