"""Who is on the other end of the sandbox's phone, and how the stand-in is set up."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from bot.kernel.clock import Clock

_ZONES: Final[Mapping[str, str]] = {
    "MX": "America/Mexico_City",
    "CO": "America/Bogota",
    "US": "America/New_York",
}

AutoStatus = Literal["sent", "delivered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """A made-up person with a WhatsApp account; without a phone they are known by user id only.

    `note` is their situation and `hint` what the tester may answer when asked who they are.
    """

    id: str
    name: str
    phone: str | None
    country: str
    language: Literal["es", "en"]
    note: str = ""
    hint: str = ""
    zone: str | None = None

    @property
    def wa_id(self) -> str | None:
        """The number as WhatsApp writes it: no plus, and Mexican mobiles keep their old 1."""
        if self.phone is None:
            return None
        digits = self.phone.removeprefix("+")
        return f"521{digits[2:]}" if self.country == "MX" and len(digits) == 12 else digits

    @property
    def user_id(self) -> str:
        """Their business-scoped user id: stable, and telling nothing."""
        digest = hashlib.sha256(f"sandbox:{self.id}".encode()).hexdigest()
        return f"{self.country}.{int(digest[:14], 16)}"

    @property
    def time_zone(self) -> str:
        """Where their phone's clock is."""
        return self.zone or _ZONES.get(self.country, "UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandInConfig:
    """Everything the stand-in is told; `webhook_url` is the bot's, secrets are those the bot has.

    Raises ValueError when two people share a number: on WhatsApp they would be one account.
    """

    people: tuple[DemoPerson, ...]
    webhook_url: str
    app_secret: str
    token: str
    verify_token: str
    phone_number_id: str
    clock: Clock
    business_name: str = "Financiera Sol"
    business_phone: str = "+525500000000"
    auto_statuses: tuple[AutoStatus, ...] = ("sent", "delivered")
    retry_pauses_s: tuple[float, ...] = (0.2, 0.5, 1, 2, 5, 5, 5, 10, 10, 20, 30, 30, 60, 60)

    def __post_init__(self) -> None:
        for name, values in (
            ("id", [p.id for p in self.people]),
            ("phone", [p.phone for p in self.people if p.phone]),
        ):
            if len(set(values)) != len(values):
                raise ValueError(f"two demo people have the same {name}")
