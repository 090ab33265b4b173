"""Which model belongs to these sources: a hash of all that training reads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
MODELS: Final = ROOT / "models"
# Components whose code decides what is learned, beside the data and the lock of what they run on.
_SOURCES: Final = (
    "config.yml",
    "domain.yml",
    "requirements/engine.lock",
    "bot/engine/blend.py",
    "bot/engine/features.py",
    "bot/engine/classifier.py",
)


def fingerprint(root: Path = ROOT) -> str:
    """Twelve hex digits that change when anything that training reads changes."""
    digest = hashlib.sha256()
    for path in _read_by_training(root):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}:{len(content)}\n".encode() + content)
    return digest.hexdigest()[:12]


def model_path(models: Path = MODELS, root: Path = ROOT) -> Path:
    """Where the model of the present sources is, or will be."""
    return models / f"{fingerprint(root)}.tar.gz"


def _read_by_training(root: Path) -> Iterator[Path]:
    yield from sorted((root / "data").rglob("*.yml"))
    yield from (root / name for name in _SOURCES if (root / name).exists())
