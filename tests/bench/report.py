"""The run as tables for people, and as JSON for comparison."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.acks import CONNECTIONS
from tests.bench.figures import KINDS, LENGTHS, Bar, Figures, median, quantile


def show(figures: Figures, console: Console) -> None:
    for table in (
        _acks(figures),
        _turns(figures),
        _throughput(figures),
        bars_table(figures.bars()),
    ):
        console.print(table)
        console.print()


def save(figures: Figures, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(_summary(figures), indent=2) + "\n")


def _acks(figures: Figures) -> Table:
    table = new_table(
        f"Webhook acknowledgement, {CONNECTIONS} connections (ms)",
        ("run", "offered", "acknowledged", "p50", "p99", "max", "refused"),
    )
    for run in figures.acks:
        table.add_row(
            run.name,
            f"{run.offered:.0f}/s" if run.offered else "as fast as it goes",
            f"{run.rate:.0f}/s",
            *(f"{run.q(share):.1f}" for share in (0.5, 0.99, 1.0)),
            str(run.refused),
        )
    return table


def _turns(figures: Figures) -> Table:
    table = new_table(
        "One turn, nothing else running (ms)",
        ("turn", "length", "Saldo p50", "of it engine", "p95", "stock p50", "p95", "times faster"),
    )
    table.caption = (
        "stock: Rasa's server, REST channel, policies, store in memory, rasa-sdk's server;\n"
        "the same model, our featurizer and classifier included.\n"
        "The sentences come again: Saldo understands a short one once."
    )
    table.caption_justify = "left"
    for kind in KINDS:
        for length in LENGTHS:
            saldo, stock = (figures.of(system, kind, length) for system in ("saldo", "stock"))
            table.add_row(
                kind,
                str(length),
                f"{median([s.ms for s in saldo]):.1f}",
                f"{median([s.engine_ms for s in saldo]):.1f}",
                f"{quantile([s.ms for s in saldo], 0.95):.1f}",
                f"{median([s.ms for s in stock]):.1f}",
                f"{quantile([s.ms for s in stock], 0.95):.1f}",
                f"{figures.times_faster(kind, length):.1f}",
            )
    return table


def _throughput(figures: Figures) -> Table:
    table = new_table("Many people at once", ("system", "people", "turns", "turns/s"))
    for run in figures.throughput:
        table.add_row(run.system, str(run.contacts), str(run.turns), f"{run.rate:.0f}")
    return table


def bars_table(bars: Sequence[Bar]) -> Table:
    """What was promised, what was measured, and whether it holds."""
    table = new_table("Bars", ("promise", "measured", ""))
    for bar in bars:
        verdict = "[green]PASS[/]" if bar.holds else "[red]MISS[/]"
        table.add_row(bar.promise, bar.measured, verdict)
    return table


def new_table(title: str, columns: tuple[str, ...]) -> Table:
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left", no_wrap=True)
    return table


def _summary(figures: Figures) -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "load_average": os.getloadavg(),
        "acks": [
            {
                "name": run.name,
                "offered_per_s": run.offered,
                "rate_per_s": round(run.rate, 1),
                "p50_ms": round(run.q(0.5), 2),
                "p99_ms": round(run.q(0.99), 2),
                "refused": run.refused,
            }
            for run in figures.acks
        ],
        "turns": [
            {
                "system": system,
                "kind": kind,
                "length": length,
                "samples": len(figures.of(system, kind, length)),
                "p50_ms": round(figures.typical(system, kind, length), 2),
                "p95_ms": round(
                    quantile([s.ms for s in figures.of(system, kind, length)], 0.95), 2
                ),
                "engine_p50_ms": round(
                    median([s.engine_ms for s in figures.of(system, kind, length)]), 2
                ),
            }
            for system in ("saldo", "stock")
            for kind in KINDS
            for length in LENGTHS
        ],
        "throughput": [
            {"system": run.system, "contacts": run.contacts, "turns_per_s": round(run.rate, 1)}
            for run in figures.throughput
        ],
        "bars": [asdict(bar) for bar in figures.bars()],
    }
