"""The last look at every log line: whatever looks like personal data is hidden.

Exceptions and libraries are quoted by class and place only: their texts may repeat what a person
wrote, and a name looks like any other word.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, MutableMapping
from datetime import date
from traceback import extract_tb
from types import TracebackType
from typing import Any, Final

import structlog

from bot.kernel.errors import SaldoError

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]

# Seven digits or more in a row, however grouped and whatever they are glued to; our own ids and
# the vendor's message ids say nothing and stay.
_NUMBER: Final = re.compile(
    r"(?P<id>(?<!\w)(?:[a-z]+_[0-9a-f]{24}(?!\w)|wamid\.[\w+/=]+))|\+?\d(?:[\s().-]?\d){6,}"
)
_LONG: Final = 1_000_000
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_TIME: Final = frozenset({"timestamp"})


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """A structlog processor: hides numbers and addresses in every value but the time."""
    return {key: value if key in _TIME else _clean(value) for key, value in event.items()}


def _clean(value: Any) -> Any:
    match value:
        case str():
            return _MAIL.sub("•@•", _NUMBER.sub(_hidden, value))
        case list() | tuple():
            return [_clean(item) for item in value]
        case dict():
            return {_clean(key): _clean(item) for key, item in value.items()}
        case None | bool() | float():
            return value
        case int():
            return value if abs(value) < _LONG else "•••"
        case date():
            return _clean(value.isoformat())
        case _:
            return _clean(repr(value))  # as the renderer would write it


def _hidden(found: re.Match[str]) -> str:
    return found["id"] or "•••"


def places(exc_info: ExcInfo) -> str:
    """Where an exception and its causes came from; only errors of ours keep their words."""
    return "\n".join(_places(exc_info[1]))


def _places(error: BaseException) -> Iterator[str]:
    group = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for earlier in (error.__cause__ or error.__context__, *group):
        if earlier is not None:
            yield from _places(earlier)
    for frame in extract_tb(error.__traceback__):
        yield f"{frame.filename}:{frame.lineno} in {frame.name}"
    words = f": {error}" if isinstance(error, SaldoError) else ""
    yield f"{type(error).__qualname__}{words}"


class LibraryLog(logging.Handler):
    """Libraries' records as events of ours: who, the unfilled message, the places of an error."""

    def emit(self, record: logging.LogRecord) -> None:
        """Pass one record on."""
        structlog.get_logger(record.name).log(
            record.levelno,
            "library.logged",
            library=record.name,
            message=str(record.msg).partition("\n")[0],
            exc_info=record.exc_info,
        )
