"""Who we are in each country, and which public bodies hear complaints about us."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.rulefiles.strict import Strict

Words = Annotated[str, Field(min_length=1, max_length=200)]
Web = Annotated[str, Field(pattern=r"^https://\S+$")]
Email = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class Authority(Strict):
    """A public body that hears complaints about us."""

    name: Words
    web: Web
    phone: Words | None = None


class Authorities(Strict):
    """Whom a person may turn to, in the order in which they are named."""

    complaints: tuple[Authority, ...]
    personal_data: Authority | None


class ComplaintDesk(Strict):
    """Our own unit that hears complaints (in Mexico the UNE)."""

    name: Words
    address: Words
    email: Email
    phone: Words


class Office(Strict):
    """Who we are in one country: what a person may check, and the law wants told."""

    legal_name: Words
    address: Words
    phone: Words
    person_in_charge: Words
    responsible: Annotated[tuple[Words, ...], Field(min_length=1)]
    complaint_desk: ComplaintDesk


class Business(Strict):
    """Who writes. `home` is the office of a person whose country has none."""

    name: Words
    web: Web
    privacy_notice: Web
    home: CountryCode
    offices: dict[CountryCode, Office]

    def office(self, country: str) -> Office:
        """The office that answers for `country` (ISO)."""
        return self.offices.get(country) or self.offices[self.home]
