"""Whether the ledger answers: what is asked of it says so in one error when it does not."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import DBAPIError

from bot.kernel.errors import Transient

# Classes of PostgreSQL's SQLSTATE: connection lost, out of resources, taken down or cancelled.
_AWAY = ("08", "53", "57")
# A lock that was not given in time, a deadlock, a serialization failure.
_BUSY = frozenset({"55P03", "40P01", "40001"})


class LedgerUnreachable(Transient):
    """The ledger does not answer now; nothing of what was asked was done."""

    def __init__(self) -> None:
        super().__init__("the ledger does not answer")


def asking[**P, T](work: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """`work`, raising LedgerUnreachable where its database is away or too busy."""

    @functools.wraps(work)
    async def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await work(*args, **kwargs)
        except DBAPIError as error:
            if error.connection_invalidated or _is_away(error):
                raise LedgerUnreachable from error
            raise
        except (OSError, TimeoutError) as error:
            raise LedgerUnreachable from error

    return asked


def _is_away(error: DBAPIError) -> bool:
    state = str(getattr(error.orig, "sqlstate", None) or "")
    return state in _BUSY or state.startswith(_AWAY)
