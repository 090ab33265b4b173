"""Stripe's request encoding: `a[b][0]=c` pairs read into nested maps. Pure."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl

type Tree = str | int | bool | list[Tree] | dict[str, Tree]

_SEPARATORS: Final = re.compile(r"[\[\]]+")


def read_form(encoded: str) -> dict[str, Tree]:
    """`encoded` as nested maps; array positions stay keys (`{"0": …}`), values stay text."""
    root: dict[str, Tree] = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        _put(root, [part for part in _SEPARATORS.split(name) if part], value)
    return root


def _put(root: dict[str, Tree], path: list[str], value: str) -> None:
    node = root
    for step in path[:-1]:
        inner = node.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        node = inner
    node[path[-1]] = value
