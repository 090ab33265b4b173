"""A language-free reply becomes the words, options and link one person reads. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from bot.kernel.messages import Link, Option, Outgoing, Reply, ReplyOption
from bot.kernel.money import Money
from bot.locale import formats
from bot.locale.catalogs import Catalogs, Line, Piece, TextMissing
from bot.locale.locales import Locale

OPTIONS_TITLE_KEY: Final = "menu.options"


def render(reply: Reply, *, catalogs: Catalogs, locale: Locale, zone: str) -> Outgoing:
    """Say `reply` in `locale`, with moments in the IANA `zone`.

    Values are those of `Reply`, and `{"keys": [...]}`, a list said in one breath. A line one of
    whose values is null or an empty list is left out. Raises TextMissing for a key or value that
    is not there, or a value of unknown shape.
    """
    voice = _Voice(catalogs=catalogs, locale=locale, zone=zone)
    return Outgoing(
        body=voice.say(reply.key, reply.values),
        options=tuple(voice.option(option) for option in reply.options),
        options_title=voice.say(OPTIONS_TITLE_KEY, {}) if reply.options else "",
        link=Link(title=voice.say(f"{reply.key}.button", {}), url=reply.url)
        if reply.url
        else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Voice:
    """One person's way of being spoken to."""

    catalogs: Catalogs
    locale: Locale
    zone: str

    def say(self, key: str, values: Mapping[str, Any]) -> str:
        lines = (self._line(key, line, values) for line in self.catalogs.text(key, self.locale))
        return "\n".join(line for line in lines if line is not None)

    def option(self, option: ReplyOption) -> Option:
        hint = f"{option.key}.hint"
        has_hint = self.catalogs.has(hint, self.locale)
        return Option(
            id=option.id,
            title=self.say(option.key, option.values),
            description=self.say(hint, option.values) if has_hint else None,
        )

    def _line(self, key: str, line: Line, values: Mapping[str, Any]) -> str | None:
        """The words of one line, or None when one of its values is empty."""
        said: list[str] = []
        for piece in line:
            said.append(piece.literal)
            if piece.name is None:
                continue
            if piece.name not in values:
                raise TextMissing(f"{key!r} needs the value {piece.name!r}")
            words = self._value(values[piece.name], piece)
            if words is None:
                return None
            said.append(words)
        return "".join(said)

    def _value(self, value: Any, piece: Piece) -> str | None:
        match value:
            case None | {"lines": []} | {"keys": []}:
                return None
            case str():
                return value
            case int() if not isinstance(value, bool):
                return formats.whole(value, self.locale)
            case {"money": [int(minor), str(currency)]}:
                return formats.money(Money(minor, currency), self.locale)
            case {"date": str(iso)}:
                return formats.day(date.fromisoformat(iso), self.locale, style=_date_style(piece))
            case {"moment": str(iso)}:
                at = datetime.fromisoformat(iso)
                return formats.moment(at, self.locale, zone=self.zone, style=_date_style(piece))
            case _:
                return self._catalog_value(value, piece)

    def _catalog_value(self, value: Any, piece: Piece) -> str:
        match value:
            case {"key": str(key)}:
                return self.say(_styled(key, piece), value.get("values", {}))
            case {"keys": [*keys]}:
                words = [self.say(_styled(key, piece), {}) for key in keys]
                return formats.listing(words, self.locale)
            case {"lines": [*lines]}:
                said = [self.say(line["key"], line.get("values", {})) for line in lines]
                return "\n".join(said)
            case _:
                raise TextMissing(f"the value {piece.name!r} has a shape that cannot be said")


def _date_style(piece: Piece) -> formats.DateStyle:
    return "short" if piece.style == "short" else "full"


def _styled(key: str, piece: Piece) -> str:
    return f"{key}.{piece.style}" if piece.style else key
