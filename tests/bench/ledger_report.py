"""The ledger's run as tables for people, and as JSON for comparison."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.ledger_figures import READS, SHARES, LedgerFigures
from tests.bench.report import bars_table, new_table


def show(figures: LedgerFigures, console: Console) -> None:
    for table in (_reads(figures), _posting(figures), bars_table(figures.bars())):
        console.print(table)
        console.print()


def save(figures: LedgerFigures, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(_summary(figures), indent=2) + "\n")


def _reads(figures: LedgerFigures) -> Table:
    sizes = [f"{n:,} entries" for n in figures.sizes]
    table = new_table("A balance read, interleaved (ms)", ("account", "", *sizes, "growth"))
    table.caption = "ordinary: 20 entries, any account; long: one account of 2,000 entries."
    table.caption_justify = "left"
    for account in READS:
        for name, share in SHARES.items():
            times = (f"{figures.read_ms(account, n, share):.2f}" for n in figures.sizes)
            growth = f"{figures.read_growth(account, share):.2f}"
            table.add_row(account, name, *times, growth)
    return table


def _posting(figures: LedgerFigures) -> Table:
    sizes = [f"{n:,} entries" for n in figures.sizes]
    title = "Payments posted and committed (payments/s)"
    table = new_table(title, ("processes", *sizes, "growth"))
    table.caption = "Each process has one connection; every payment is a transaction, on disk."
    table.caption_justify = "left"
    for workers in figures.workers:
        rates = (f"{figures.rate(workers, n):.0f}" for n in figures.sizes)
        table.add_row(str(workers), *rates, f"{figures.slowdown(workers):.2f}")
    return table


def _summary(figures: LedgerFigures) -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "load_average": os.getloadavg(),
        "reads_ms": [
            {
                "account": account,
                "entries": n,
                **{k: round(figures.read_ms(account, n, s), 3) for k, s in SHARES.items()},
            }
            for account in READS
            for n in figures.sizes
        ],
        "payments_per_s": [
            {"processes": w, "entries": n, "rate": round(figures.rate(w, n), 1)}
            for w in figures.workers
            for n in figures.sizes
        ],
        "bars": [asdict(bar) for bar in figures.bars()],
    }
