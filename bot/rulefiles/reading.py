"""From a file to its text, and from findings to problems that name file and line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.rulefiles.document import Document
from bot.rulefiles.problems import Finding, Problem


def text_of(path: Path) -> tuple[str, Problem | None]:
    """The text of `path`, or why there is none."""
    try:
        return path.read_text(encoding="utf-8"), None
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        message = f"the file cannot be read: {reason}"
    except UnicodeDecodeError:
        message = "the file is not UTF-8 text"
    return "", Problem(file=str(path), line=1, message=message)


def located(findings: Iterable[Finding], document: Document, file: str) -> tuple[Problem, ...]:
    """Each finding on its line, in the order of the file."""
    problems = [
        Problem(file=file, line=document.line_of(finding.place), message=finding.message)
        for finding in findings
    ]
    return tuple(sorted(problems, key=lambda problem: problem.line))
