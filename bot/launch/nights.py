"""`nightly` at the terminal: a moving bar, then what became of the night's jobs."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table

from bot.app import configure_logging
from bot.kernel.clock import SystemClock
from bot.nightly import FAILED, JOB_FAILED, Counts, Nightly, ledger_jobs
from bot.settings import StorageSettings
from bot.storage.database import Database


async def run(settings: StorageSettings) -> bool:
    """Run everything that is due now; whether nothing failed."""
    configure_logging()
    console = Console()
    database = Database(settings.database_url, pool_size=2)
    try:
        with _Bars(console) as bars:
            nightly = Nightly(
                database=database,
                clock=SystemClock(settings.clock_offset),
                jobs=ledger_jobs(),
                on_progress=bars.move,
            )
            told = await nightly.run_due()
    finally:
        await database.close()
    console.print(summary(told) if told else "Nothing was due.", highlight=False)
    return not any(counts.keys() & {FAILED, JOB_FAILED} for counts in told.values())


def summary(told: dict[str, Counts]) -> Table:
    """One line per job: its name, and what became of what it looked at."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for job, counts in told.items():
        parts = (f"{name.replace('_', ' ')} {count}" for name, count in counts.items())
        table.add_row(job, ", ".join(parts))
    return table


class _Bars(Progress):
    """One bar per job, drawn when the job first says how much there is to do."""

    def __init__(self, console: Console) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        super().__init__(*columns, console=console, transient=True)
        self._rows: dict[str, TaskID] = {}

    def move(self, job: str, done: int, total: int) -> None:
        """`done` of the job's `total` steps are done."""
        if job not in self._rows:
            self._rows[job] = self.add_task(job, total=total)
        self.update(self._rows[job], completed=done, total=total)
