"""Amounts, dates and lists as people of each region write them; exact to the cent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.kernel.messages import Language
from bot.kernel.money import Money, exponent
from bot.locale.locales import Locale, cldr, language_of

DateStyle = Literal["full", "short"]

# The code after the amount says which dollar or peso it is, so the sign can be the everyday one.
_SIGNS: Final[Mapping[str, str]] = MappingProxyType(
    {"MXN": "$", "COP": "$", "USD": "$", "JPY": "¥"}
)
# Nobody in Colombia writes centavos unless there are some.
_WHOLE_WHEN_ROUND: Final = frozenset({"COP"})

# CLDR puts a comma after the Spanish weekday; people who write to people do not.
_DATES: Final[Mapping[tuple[Language, DateStyle], str]] = MappingProxyType(
    {
        ("es", "full"): "EEEE d 'de' MMMM 'de' y",
        ("es", "short"): "EEE d MMM y",
        ("en", "full"): "EEEE, MMMM d, y",
        ("en", "short"): "EEE, MMM d, y",
    }
)


def money(amount: Money, locale: Locale) -> str:
    """`$1,234.50 MXN`: sign, the region's separators, all decimals of the currency, ISO code."""
    sign = _SIGNS.get(amount.currency, "")
    minus = "-" if amount.amount_minor < 0 else ""
    digits = format_decimal(
        abs(amount.to_decimal()), format=_number_pattern(amount), locale=cldr(locale)
    )
    return f"{minus}{sign}{digits} {amount.currency}"


def _number_pattern(amount: Money) -> str:
    decimals = exponent(amount.currency)
    is_round = amount.amount_minor % 10**decimals == 0
    if decimals == 0 or (is_round and amount.currency in _WHOLE_WHEN_ROUND):
        return "#,##0"
    return f"#,##0.{'0' * decimals}"


def day(value: date, locale: Locale, *, style: DateStyle = "full") -> str:
    """A date with its weekday: `martes 1 de diciembre de 2026`, or short, `mar 1 dic 2026`."""
    pattern = _DATES[language_of(locale), style]
    return format_date(value, format=pattern, locale=cldr(locale))


def moment(value: datetime, locale: Locale, *, zone: str, style: DateStyle = "full") -> str:
    """An aware moment in the IANA `zone`: the day, then the time on a twelve-hour clock."""
    if value.tzinfo is None:
        raise ValueError("a moment must carry its zone")
    local = value.astimezone(ZoneInfo(zone))
    clock = format_datetime(local, format="h:mm a", locale=cldr(locale))
    # CLDR's narrow and unbreakable spaces become plain ones.
    return f"{day(local.date(), locale, style=style)}, {' '.join(clock.split())}"


def whole(number: int, locale: Locale) -> str:
    """A whole number with the region's grouping: `12`, `1,200`."""
    return format_decimal(number, format="#,##0", locale=cldr(locale))


def listing(items: Sequence[str], locale: Locale) -> str:
    """`a, b y c` / `a, b, and c`."""
    return format_list(items, style="standard", locale=cldr(locale))
