"""`import-portfolio` at the terminal: a moving bar, then what was done and what was not."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.kernel.clock import SystemClock
from bot.kernel.privacy import Vault
from bot.policy.load import load as load_policy
from bot.settings import StorageSettings
from bot.storage.database import Database
from bot.usecases.policy_facts import order_for
from bot.usecases.portfolio import ImportReport, Options, import_portfolio

_SHOWN: Final = 50


async def run(settings: StorageSettings, file: Path, *, all_or_nothing: bool) -> bool:
    """Import `file`; whether every line was good."""
    console = Console()
    database = Database(settings.database_url, pool_size=2)
    try:
        with _bar(console) as bar:
            row = bar.add_task(file.name, total=_count_lines(file))
            report = await import_portfolio(
                database,
                Vault(settings.identity_key.get_secret_value()),
                file,
                all_or_nothing=all_or_nothing,
                now=SystemClock(settings.clock_offset).now(),
                options=Options(
                    on_progress=lambda done: bar.update(row, completed=done),
                    order_for=order_for(load_policy(settings.policy_file)),
                ),
            )
    finally:
        await database.close()
    _tell(report, console)
    return not report.rejected


def _bar(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=console, transient=True)


def _count_lines(file: Path) -> int:
    with file.open("rb") as lines:
        return sum(1 for _ in lines)


def _tell(report: ImportReport, console: Console) -> None:
    for number, reason in report.rejected[:_SHOWN]:
        console.print(f"line {number}: {reason}", highlight=False, markup=False)
    if len(report.rejected) > _SHOWN:
        console.print(f"… and {len(report.rejected) - _SHOWN} more", highlight=False)
    for number, payment in report.unapplied[:_SHOWN]:
        console.print(
            f"line {number}: payment {payment} is for no account we know: the money waits"
            " unapplied",
            highlight=False,
            markup=False,
        )
    console.print(
        f"{report.imported} imported, {report.unchanged} unchanged,"
        f" {len(report.unapplied)} unapplied, {len(report.rejected)} rejected,"
        f" {len(report.doubted)} accounts in doubt",
        highlight=False,
    )
