"""What is wrong with a rule file: where, and in words its owner understands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.kernel.errors import Permanent

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something to say about the field at `place`, such as ("rules", 4, "offer")."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A finding with its line; prints as `policies/offers.yml:24: rule mx-late: …`."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class RuleFileError(Permanent):
    """The file cannot be used until its `errors` are mended."""

    def __init__(self, errors: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, errors)))
        self.errors = tuple(errors)
