"""What the person at the terminal sees: a line for each thing done, a row for each under way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

type Advance = Callable[[float, str], None]


class Screen:
    """Rows move on a terminal; elsewhere only the finished lines are written."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._rows = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )

    @contextmanager
    def moving(self) -> Iterator[None]:
        """Show rows while the block runs."""
        with self._rows:
            yield

    @contextmanager
    def step(self, name: str) -> Iterator[Advance]:
        """A row while the block runs, then a line; `advance(share, words)` moves its bar."""
        row = self._rows.add_task(name, total=None)
        begun = time.monotonic()

        def advance(share: float, words: str) -> None:
            self._rows.update(row, total=1.0, completed=share, description=f"{name}: {words}")

        try:
            yield advance
        finally:
            self._rows.remove_task(row)
        self.say(f"✓ {name} {time.monotonic() - begun:.1f} s")

    def say(self, line: str) -> None:
        """One line, above the rows; its brackets are nothing special."""
        self.console.print(f"  {line}", highlight=False, markup=False, soft_wrap=True)
