"""The jurisdiction rules, read once from `jurisdictions.yml` and checked strictly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

_FILE: Final = Path(__file__).with_name("jurisdictions.yml")

FactorName = Literal["date_of_birth", "postcode", "document_last4"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class VerificationLimits(_Strict):
    """How often someone may try to prove who they are, and how long the proof holds."""

    max_attempts: Annotated[int, Field(ge=1, le=10)]
    lock_hours: Annotated[int, Field(ge=1)]
    valid_minutes: Annotated[int, Field(ge=1)]

    @property
    def lock(self) -> timedelta:
        """How long verification stays closed after the last allowed failure."""
        return timedelta(hours=self.lock_hours)

    @property
    def validity(self) -> timedelta:
        """How long a person stays verified after their last message."""
        return timedelta(minutes=self.valid_minutes)


class CountryRules(_Strict):
    """What one country asks for; `factors` must all match, `crisis` names a catalog text."""

    factors: Annotated[tuple[FactorName, ...], Field(min_length=2)]
    crisis: str


class Jurisdictions(_Strict):
    """Every country's rules, and what is common to all."""

    business_name: Annotated[str, Field(min_length=1)]
    verification: VerificationLimits
    stop_words: frozenset[str]
    resume_words: frozenset[str]
    countries: Mapping[str, CountryRules]
    default: CountryRules

    def of(self, country: str) -> CountryRules:
        """The rules of `country` (ISO), the strict default where it has none."""
        return self.countries.get(country, self.default)


@cache
def jurisdictions() -> Jurisdictions:
    """The rules in force; a mistake in the file raises pydantic's ValidationError at start."""
    return Jurisdictions.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))
