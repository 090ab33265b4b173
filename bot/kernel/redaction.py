"""The last look at every log line: whatever looks like personal data is hidden."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from typing import Any, Final

# Seven digits or more in a row, however grouped, that are no part of one of our ids.
_NUMBER: Final = re.compile(r"(?<![\w.])\+?\d(?:[\s().-]?\d){6,}(?!\w)")
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_TIME: Final = frozenset({"timestamp"})


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """A structlog processor: hides numbers and addresses in every value but the time."""
    return {key: value if key in _TIME else _clean(value) for key, value in event.items()}


def _clean(value: Any) -> Any:
    match value:
        case str():
            return _MAIL.sub("•@•", _NUMBER.sub("•••", value))
        case list() | tuple():
            return [_clean(item) for item in value]
        case dict():
            return {key: _clean(item) for key, item in value.items()}
        case _:
            return value
