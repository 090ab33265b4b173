"""Meta's error codes as policy: one table from code to what the sender must do about it.

Source: WhatsApp Cloud API error codes reference (checked 2026-11). Codes arrive in the answer to a
send or in a `failed` status; branch on the code, never on the title.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from bot.outbox.transport import FailureKind, SendFailed

_CODES: Final[Mapping[FailureKind, tuple[int, ...]]] = {
    FailureKind.RETRY: (1, 2, 4, 80007, 130429, 131000, 131016, 131057),
    FailureKind.RETRY_PERSON: (131056,),
    FailureKind.RETRY_TOMORROW: (131049,),
    FailureKind.TEMPLATE_NEEDED: (131047,),
    FailureKind.PERMANENT: (131026, 131050, 130403, 131021, 130472),
    FailureKind.OUR_BUG: (
        *(100, 131008, 131009, 131051, 131053, 131062),
        *(132000, 132001, 132005, 132007, 132008, 132012),
    ),
    FailureKind.TEMPLATE_OFF: (132015, 132016, 131064),
    FailureKind.STOP_LINE: (
        *(0, 3, 10, 190, *range(200, 300), 368),
        *(130497, 131005, 131031, 131042, 131045, 131048),
    ),
}
TABLE: Final[Mapping[int, FailureKind]] = {
    code: kind for kind, codes in _CODES.items() for code in codes
}


def classify(code: int) -> FailureKind:
    """What to do about a code; one that Meta has added since is loud and never retried blindly."""
    return TABLE.get(code, FailureKind.OUR_BUG)


def refusal(status: int, body: object) -> SendFailed:
    """The error an unsuccessful answer stands for: by its Graph code, else its HTTP status."""
    code = _error_code(body)
    kind = classify(code) if code is not None else _kind_of_status(status)
    return SendFailed(kind, code=code)


def _error_code(body: object) -> int | None:
    error: Any = body.get("error") if isinstance(body, Mapping) else None
    code = error.get("code") if isinstance(error, Mapping) else None
    return code if isinstance(code, int) else None


def _kind_of_status(status: int) -> FailureKind:
    match status:
        case HTTPStatus.GATEWAY_TIMEOUT:
            # A proxy gave up waiting: Meta may well have sent the message.
            return FailureKind.UNKNOWN
        case HTTPStatus.TOO_MANY_REQUESTS | HTTPStatus.REQUEST_TIMEOUT:
            return FailureKind.RETRY
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return FailureKind.STOP_LINE
        case _ if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return FailureKind.RETRY
        case _:
            return FailureKind.OUR_BUG
