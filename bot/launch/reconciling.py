"""`reconcile` at the terminal: a moving line, then every difference with its age and amount."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, cast

import aiohttp
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from bot.app import configure_logging
from bot.kernel.clock import SystemClock
from bot.kernel.ids import AccountId
from bot.locale.formats import money
from bot.payments.client import StripeClient
from bot.payments.reconciliation.model import Dated, Weight
from bot.payments.reconciliation.rows import last4_of
from bot.payments.reconciliation.run import STEPS, Reconciliation, RunResult
from bot.payments.reconciliation.stripe_side import StripeBooks
from bot.payments.reconciliation.table import differences_csv
from bot.payments.reconciliation.words import kind_words
from bot.settings import Settings
from bot.storage.database import Database

CLEAN: Final = 0
DIFFERENT: Final = 1
NOT_LOOKED: Final = 2

_SHOWN: Final = 200


async def run(settings: Settings, *, days: int, file: Path | None) -> int:
    """Reconcile the last `days`; 0: nothing differs, 1: something does, 2: it could not look."""
    configure_logging()
    console, clock = Console(), SystemClock(settings.clock_offset)
    database = Database(settings.database_url, pool_size=2)
    try:
        async with aiohttp.ClientSession() as session:
            key = settings.stripe_secret_key.get_secret_value()
            stripe = StripeClient(key, session, api_url=settings.stripe_api_url)
            reconciliation = Reconciliation(database, cast("StripeBooks", stripe), clock)
            result = await _shown(reconciliation, console, timedelta(days=days))
        async with database.transaction() as conn:
            owners = {each.finding.account_id for each in result.findings} - {None}
            last4 = await last4_of(conn, [each for each in owners if each])
    finally:
        await database.close()
    now = clock.now()
    if file is not None and result.run.state == "done":
        text = differences_csv(result.findings, last4=last4, now=now)
        await asyncio.to_thread(file.write_bytes, text.encode())
    tell(result, console, last4=last4, now=now)
    return exit_code(result)


def exit_code(result: RunResult) -> int:
    """What the shell is told of a run."""
    if result.run.state == "failed":
        return NOT_LOOKED
    return CLEAN if result.is_clean else DIFFERENT


def tell(
    result: RunResult, console: Console, *, last4: Mapping[AccountId, str], now: datetime
) -> None:
    """Print what was found, the oldest first, and what it comes to."""
    if result.run.state == "failed":
        console.print(f"Could not look: {result.run.error}. Nothing is known of differences.")
        return
    if result.findings:
        console.print(_table(result.findings[:_SHOWN], last4=last4, now=now))
    if len(result.findings) > _SHOWN:
        console.print(f"… and {len(result.findings) - _SHOWN} more: see them with --csv")
    run = result.run
    noun = "difference" if run.differences == 1 else "differences"
    console.print(
        f"{run.differences} {noun}, {run.pending} pending, {run.ageing} resting", highlight=False
    )


async def _shown(reconciliation: Reconciliation, console: Console, reach: timedelta) -> RunResult:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[looked]} looked at"),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        row = bar.add_task(STEPS[0], total=len(STEPS), looked=0)
        return await reconciliation.run(
            by="command line",
            reach=reach,
            progress=lambda step, count: bar.update(
                row, description=step, completed=STEPS.index(step), looked=count
            ),
        )


def _table(found: tuple[Dated, ...], *, last4: Mapping[AccountId, str], now: datetime) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("age", "difference", "what", "account"):
        table.add_column(name)
    for name in ("expected", "found", "gap"):
        table.add_column(name, justify="right")
    for dated in found:
        each = dated.finding
        mark = "" if each.weight is Weight.DIFFERENCE else f" ({each.weight})"
        account = each.account_id or ""
        digits = last4.get(each.account_id, "") if each.account_id else ""
        table.add_row(
            f"{(now - dated.began_at).days} d",
            f"{kind_words(each.kind, 'en').name}{mark}",
            escape(" ".join(filter(None, (each.subject, each.folio)))),
            escape(f"{account} ··{digits}" if digits else account),
            *(
                money(amount, "en") if amount is not None else ""
                for amount in (each.expected, each.found, each.gap)
            ),
        )
    return table
