"""YAML to plain values, each with its line. Narrower than YAML, because YAML guesses.

Unquoted words are text unless they are null, true, false, a plain number or an ISO date: `no` is
a word, `1,000`, `1_000` and `1-30` are words too (and refused later, where a number is wanted).
Decimals are Decimal. A key written twice, an anchor and an alias are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

import yaml

from bot.rulefiles.problems import Finding, Place

_WORDS: Final[dict[str, bool | None]] = {
    "true": True,
    "false": False,
    "null": None,
    "~": None,
    "": None,
}
_SHAPES: Final[tuple[tuple[re.Pattern[str], Callable[[str], object]], ...]] = (
    (re.compile(r"-?(0|[1-9]\d*)"), int),
    (re.compile(r"-?(0|[1-9]\d*)\.\d+"), Decimal),
    (re.compile(r"\d{4}-\d{2}-\d{2}"), date.fromisoformat),
)


@dataclass(slots=True, kw_only=True)
class Document:
    """Values of a file, the line of each, and what the reading itself found wrong."""

    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def line_of(self, place: Place) -> int:
        """The line of `place`, or of its nearest parent that is in the file."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_document(text: str) -> Document:
    """Read `text`; a syntax error is a finding on its line, not an exception."""
    document = Document()
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        document.data = None if root is None else _value(root, (), document)
    except yaml.MarkedYAMLError as error:
        _report_syntax(document, error)
    except yaml.YAMLError:
        _report(document, (), "the file holds characters that YAML does not allow")
    except RecursionError:
        _report(document, (), "the file is nested too deeply")
    return document


def _report_syntax(document: Document, error: yaml.MarkedYAMLError) -> None:
    mark = error.problem_mark or error.context_mark
    document.lines[()] = mark.line + 1 if mark else 1
    _report(document, (), f"this cannot be read as YAML: {error.problem or error.context}")


def _report(document: Document, place: Place, message: str) -> None:
    document.findings.append(Finding(place=place, message=message))


def _value(node: yaml.Node, place: Place, document: Document) -> object:
    document.lines.setdefault(place, node.start_mark.line + 1)
    if id(node) in document.seen:
        _report(document, place, "anchors and aliases are not used here; write it out")
        return None
    document.seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, document)
    if isinstance(node, yaml.SequenceNode):
        return tuple(_value(item, (*place, i), document) for i, item in enumerate(node.value))
    return _scalar(node)


def _mapping(node: yaml.MappingNode, place: Place, document: Document) -> dict[str, object]:
    values: dict[str, object] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
        here = (*place, key)
        if key in values:
            _report(document, here, f"{key} is written twice")
        document.lines[here] = key_node.start_mark.line + 1
        values[key] = _value(value_node, here, document)
    return values


def _scalar(node: yaml.Node) -> object:
    text = str(node.value)
    if getattr(node, "style", None) is not None:  # quoted: text, whatever it looks like
        return text
    if text in _WORDS:
        return _WORDS[text]
    for shape, make in _SHAPES:
        if shape.fullmatch(text):
            return _made(make, text)
    return text


def _made(make: Callable[[str], object], text: str) -> object:
    try:
        return make(text)
    except ValueError:  # looks like a date, but there is no such day
        return text
