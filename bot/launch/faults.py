"""Which errors a person at the terminal can mend, each as one line; the rest are bugs."""

from __future__ import annotations

from typing import Final

from asyncpg import PostgresError  # type: ignore[import-untyped]  # it ships no types
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from bot.kernel.errors import Rejected, SaldoError

_REFUSALS: Final = {
    "user_name": "a name has letters, digits, spaces and . @ - only, 40 at most",
    "password_too_short": "a password has 10 characters at least",
}


def one_line(error: BaseException) -> str | None:
    """The line to show, or None for a bug."""
    match error:
        case BaseExceptionGroup(exceptions=(first, *_)):
            return one_line(first)
        case Rejected(code=code):
            return _REFUSALS.get(code, code)
        case SaldoError():
            return str(error)
        case SQLAlchemyError() | PostgresError():
            return f"the database refused ({_cause(error)}); is it running, and migrated?"
        case RedisError():
            return f"Redis refused ({type(error).__name__}); is it running?"
        case OSError():
            return f"{error.strerror or type(error).__name__} ({error.filename or 'network'})"
        case _:
            return None


def _cause(error: BaseException) -> str:
    """The innermost class: its text may hold data."""
    inner = getattr(error, "orig", None) or error.__cause__
    return type(error).__name__ if inner is None else _cause(inner)
