"""Things done side by side; the first that fails stops the others and is raised as itself."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from bot.kernel.errors import SaldoError


async def together(*works: Coroutine[Any, Any, None]) -> None:
    """Run all of `works` to their end. Raises the first SaldoError that one of them raised."""
    try:
        async with asyncio.TaskGroup() as group:
            for work in works:
                group.create_task(work)
    except* SaldoError as errors:
        raise _first(errors) from None


def _first(errors: ExceptionGroup[SaldoError]) -> SaldoError:
    error: SaldoError | ExceptionGroup[SaldoError] = errors
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
