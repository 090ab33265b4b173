"""Serving one call: the answer of its use case, or what is said instead of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from bot.kernel.messages import Reply, ReplyOption
from bot.ledger.service import LedgerUnreachable
from bot.usecases.call import Answer, Call, Instead
from bot.usecases.values import MENU

log = structlog.get_logger(__name__)

UseCase = Callable[[Call], Awaitable[Answer]]

_RETRY_AFTER_S: Final = 0.5
_UNAVAILABLE: Final = Answer(
    replies=(
        Reply(
            key="balance.unavailable",
            options=(ReplyOption(id="ask_balance", key="balance.option_retry"), MENU[-1]),
        ),
    ),
    slots={"awaiting": "nobody"},
)


async def answer_of(use_case: UseCase, call: Call) -> Answer:
    """What `use_case` answers. A ledger that cannot be reached is asked once more, then said so.

    What a try wrote before the ledger failed is taken back with it.
    """
    try:
        return await _once(use_case, call)
    except LedgerUnreachable:
        log.warning("ledger.unreachable", will_retry=True)
    await asyncio.sleep(_RETRY_AFTER_S)
    try:
        return await _once(use_case, call)
    except LedgerUnreachable:
        log.error("ledger.unreachable", will_retry=False)  # noqa: TRY400 - the cause is no news
    return _UNAVAILABLE


async def _once(use_case: UseCase, call: Call) -> Answer:
    async with call.conn.begin_nested():
        try:
            return await use_case(call)
        except Instead as instead:
            return instead.answer
