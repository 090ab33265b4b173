"""Makes `.venv` and `.venv-engine` what their lock files say; does nothing when they are already.

Runs on any Python from 3.9 on with its standard library alone: it is what `make` calls first.
"""

from __future__ import annotations

import glob
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parent.parent
TOOLS = PROJECT / ".tools"
UV_VERSION = "0.13.9"
PLACES = (
    "~/.pyenv/versions/{version}*/bin",
    "~/.local/share/uv/python/cpython-{version}*/bin",
    "/usr/bin",
    "/usr/local/bin",
    "/opt/homebrew/bin",
    "/opt/*/bin",
)


class Environment(NamedTuple):
    """One virtual environment: where it is, its Python, and the lock file that fills it."""

    folder: Path
    version: str
    lock: Path


ENVIRONMENTS = (
    Environment(PROJECT / ".venv", "3.12", PROJECT / "requirements/app.lock"),
    Environment(PROJECT / ".venv-engine", "3.10", PROJECT / "requirements/engine.lock"),
)


def main() -> int:
    """Install what is not up to date; the exit code."""
    stale = [environment for environment in ENVIRONMENTS if not is_fresh(environment)]
    try:
        uv = find_uv() if stale else ""
        for environment in stale:
            install(environment, uv)
    except subprocess.CalledProcessError as error:
        say(f"failed: {' '.join(map(str, error.cmd[:4]))} … (its own words are above)")
        return 1
    return 0


def is_fresh(environment: Environment) -> bool:
    """Whether the environment was filled, here, from this very lock."""
    stamp = stamp_of(environment)
    return stamp.exists() and stamp.read_text() == fingerprint(environment)


def fingerprint(environment: Environment) -> str:
    """What the environment is made from; its place too, for its scripts name it."""
    digest = hashlib.sha256(environment.lock.read_bytes())
    digest.update(f"{environment.version} {environment.folder}".encode())
    return digest.hexdigest()


def install(environment: Environment, uv: str) -> None:
    """Make the environment anew if its Python is another one, and fill it from the lock."""
    name = environment.folder.name
    if not is_python(environment.folder / "bin/python", environment.version):
        python = find_python(environment.version) or fetch_python(environment.version, uv)
        say(f"{name}: Python {environment.version} ({python})")
        run(
            uv,
            "venv",
            "--quiet",
            "--clear",
            "--no-project",
            "--python",
            python,
            environment.folder,
        )
    lines = environment.lock.read_text().splitlines()
    packages = sum("==" in line and not line.startswith("#") for line in lines)
    say(f"{name}: {packages} packages of {environment.lock.name} (once)")
    python = str(environment.folder / "bin/python")
    run(uv, "pip", "sync", "--require-hashes", "--python", python, environment.lock)
    stamp_of(environment).write_text(fingerprint(environment))


def find_uv() -> str:
    """The pinned uv in `.tools`, installed there first; one on PATH if that cannot be."""
    uv = TOOLS / "bin/uv"
    if uv.exists() and UV_VERSION in output_of(uv, "--version"):
        return str(uv)
    say(f"installing uv {UV_VERSION} into {TOOLS.name} (once)")
    try:
        run(sys.executable, "-m", "venv", "--clear", TOOLS)
        run(TOOLS / "bin/python", "-m", "pip", "install", "--quiet", f"uv=={UV_VERSION}")
    except subprocess.CalledProcessError:
        other = shutil.which("uv")
        if other is None:
            say("no uv: install python3-venv, or uv itself, and try again")
            raise
        return other
    return str(uv)


def find_python(version: str) -> str | None:
    """A real interpreter of `version` on this machine; None leaves it to uv to fetch one."""
    name = f"python{version}"
    folders = [*os.environ.get("PATH", "").split(os.pathsep)]
    for place in PLACES:
        folders += sorted(glob.glob(os.path.expanduser(place.format(version=version))))  # noqa: PTH111, PTH207
    found = (Path(folder) / name for folder in folders if folder)
    return next((str(path) for path in found if is_python(path, version)), None)


def fetch_python(version: str, uv: str) -> str:
    """An interpreter that uv has or downloads; raises SystemExit with what to do if it cannot."""
    output_of(uv, "python", "install", "--quiet", version, patience_s=600)
    found = output_of(uv, "python", "find", "--no-project", version).strip()
    if not found:
        sys.exit(
            f"install: no Python {version} on this machine, and none could be downloaded: install "
            f"it, or put a folder with python{version} on PATH, and try again"
        )
    return found


def is_python(path: Path, version: str) -> bool:
    """Whether `path` runs and is that version: a pyenv shim exists for versions that do not."""
    ask = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
    return os.access(path, os.X_OK) and output_of(path, "-c", ask).strip() == version


def output_of(*command: str | Path, patience_s: int = 60) -> str:
    """What a command prints; nothing when it fails."""
    try:
        ended = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=patience_s
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ended.stdout if ended.returncode == 0 else ""


def run(*command: str | Path) -> None:
    """Run a command that speaks for itself. Raises CalledProcessError."""
    subprocess.run([str(word) for word in command], check=True, cwd=PROJECT)


def stamp_of(environment: Environment) -> Path:
    """Where it is written what the environment was made from."""
    return environment.folder / ".installed-from"


def say(line: str) -> None:
    """One line of progress."""
    sys.stdout.write(f"install: {line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
