"""The jurisdictions' rules, read once from `jurisdictions.yml`, or every problem with its line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.compliance import answers, parties, schema
from bot.compliance.checks import consistency
from bot.compliance.schema import Jurisdictions
from bot.rulefiles.complaints import complaint_of, field_names, message_of, place_of
from bot.rulefiles.document import Document, read_document
from bot.rulefiles.problems import Finding, Problem, RuleFileError
from bot.rulefiles.reading import located, text_of

FILE: Final = Path(__file__).with_name("jurisdictions.yml")

_FIELDS: Final = field_names(answers, parties, schema)
_PATTERNS: Final = {
    "web": "an address that begins with https://",
    "privacy_notice": "an address that begins with https://",
    "email": "an e-mail address",
    "home": "two capital letters, like MX",
    "countries": "two capital letters, like MX",
    "offices": "two capital letters, like MX",
    "states": "two or three capital letters, like MA",
}


class JurisdictionError(RuleFileError):
    """Nothing may be said under these rules until their `errors` are mended."""


@cache
def jurisdictions() -> Jurisdictions:
    """The rules in force. Raises JurisdictionError, at start, on any mistake in the file."""
    return load(FILE)


def load(path: Path) -> Jurisdictions:
    """The rules of a file. Raises JurisdictionError with every problem in it."""
    text, problem = text_of(path)
    if problem is not None:
        raise JurisdictionError([problem])
    return load_text(text, file=str(path))


def load_text(text: str, *, file: str) -> Jurisdictions:
    """The rules that `text` says; `file` is only its name in messages."""
    document = read_document(text)
    rules, findings = _examine(document)
    if rules is None or findings:
        raise JurisdictionError(located(findings, document, file))
    return rules


def check(path: Path = FILE) -> tuple[Problem, ...]:
    """Every problem of a file; none when its rules may be used."""
    try:
        load(path)
    except JurisdictionError as error:
        return error.errors
    return ()


def _examine(document: Document) -> tuple[Jurisdictions | None, list[Finding]]:
    """Each kind of check runs only when the one before found nothing: no echoes of one mistake."""
    if document.findings:
        return None, document.findings
    if document.data is None:
        return None, [Finding(place=(), message="the file is empty")]
    try:
        rules = Jurisdictions.model_validate(document.data)
    except ValidationError as error:
        return None, list(_findings_of(error))
    return rules, consistency(rules)


def _findings_of(error: ValidationError) -> Iterator[Finding]:
    for detail in error.errors(include_url=False):
        place = place_of(detail)
        field = " ".join(part for part in place if isinstance(part, str))
        complaint = complaint_of(detail, wanted=_wanted(detail))
        message = message_of(detail, field, complaint=complaint, known=_FIELDS)
        yield Finding(place=place, message=message)


def _wanted(detail: ErrorDetails) -> str:
    """What the pattern stands for that a field, or a key of a group of fields, must have."""
    parts = ["", *(part for part in detail["loc"] if isinstance(part, str))]
    named = parts[-3] if parts[-1] == "[key]" else parts[-1]
    return _PATTERNS.get(named, "the name of a text, like crisis.line_MX")
