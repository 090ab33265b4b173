"""What people send us and what we send them, free of any vendor's shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.kernel.ids import CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingText:
    """Typed words."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingChoice:
    """A pressed button or list row: `payload` is the id we gave it, `title` what they saw."""

    payload: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingOther:
    """Anything else (image, audio, a type that does not exist yet): kept, answered politely."""

    kind: str
    media_id: str | None = None
    caption: str | None = None


Incoming = IncomingText | IncomingChoice | IncomingOther


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Something to pick: `id` comes back as the choice's payload (≤ 200 characters)."""

    id: str
    title: str
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address to open: a button where the channel has one."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One rendered message: a body, and either options to pick from or one link, or neither."""

    body: str
    options: tuple[Option, ...] = ()
    options_title: str = ""
    link: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyOption:
    """A language-free option: `key` is its title in the catalogs, `values` fill it."""

    id: str
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A language-free reply. `values` are JSON: text, whole numbers, and typed amounts and dates.

    An amount is `{"money": [amount_minor, currency]}`, a day `{"date": "2026-12-01"}`, a moment
    `{"moment": "2026-12-01T15:00:00+00:00"}`, a text of the catalogs `{"key": "component.fee"}`,
    and a list of lines `{"lines": [{"key": …, "values": {…}}, …]}`. `url` makes it a link button
    titled by the catalog entry `<key>.button`. `about` is whose matter it speaks of, where
    that may be somebody else than whoever is verified at that phone.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    options: tuple[ReplyOption, ...] = ()
    url: str | None = None
    about: CustomerId | None = None


Language = Literal["es", "en"]
