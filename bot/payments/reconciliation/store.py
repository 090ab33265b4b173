"""Runs and what they found, written once and read again; nothing here commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import batched
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.money import Money
from bot.payments.reconciliation.model import (
    Dated,
    Finding,
    Kind,
    KindTotal,
    Weight,
    totals_of,
)
from bot.payments.reconciliation.tables import differences, runs

_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One reconciliation; `looked_at` counts per step, `error` is the class of what failed it."""

    id: str
    asked_by: str
    since: datetime
    started_at: datetime
    finished_at: datetime
    state: Literal["done", "failed"]
    error: str | None
    looked_at: Mapping[str, int]
    differences: int
    pending: int
    ageing: int
    totals: tuple[KindTotal, ...]


async def record(conn: AsyncConnection, run: Run, findings: Sequence[Dated]) -> None:
    """Write a run and everything it found; neither is ever changed."""
    values = {**asdict(run), "looked_at": dict(run.looked_at)}
    await conn.execute(sa.insert(runs).values(**values))
    for some in batched(findings, _AT_ONCE):
        await conn.execute(sa.insert(differences), [_row(run.id, each) for each in some])


async def latest(conn: AsyncConnection) -> Run | None:
    """The latest run, done or failed."""
    found = await listed(conn, limit=1)
    return found[0] if found else None


async def latest_done(conn: AsyncConnection) -> Run | None:
    """The latest run that could look at everything."""
    query = sa.select(runs).where(runs.c.state == "done").order_by(runs.c.seq.desc()).limit(1)
    row = (await conn.execute(query)).mappings().first()
    return _run(row) if row else None


async def listed(conn: AsyncConnection, *, limit: int) -> list[Run]:
    """The latest runs, newest first."""
    rows = await conn.execute(sa.select(runs).order_by(runs.c.seq.desc()).limit(limit))
    return [_run(row) for row in rows.mappings()]


async def run_of(conn: AsyncConnection, run_id: str) -> Run | None:
    """One run."""
    rows = await conn.execute(sa.select(runs).where(runs.c.id == run_id))
    row = rows.mappings().first()
    return _run(row) if row else None


async def findings_of(conn: AsyncConnection, run_id: str) -> list[Dated]:
    """Everything a run found, the oldest first."""
    began = sa.func.least(differences.c.since, differences.c.first_seen_at)
    query = (
        sa.select(differences)
        .where(differences.c.run_id == run_id)
        .order_by(began, differences.c.kind, differences.c.subject)
    )
    return [_dated(row) for row in (await conn.execute(query)).mappings()]


async def first_seen(conn: AsyncConnection) -> dict[tuple[str, str], datetime]:
    """When what the latest run that was done found was first found, by kind and subject."""
    run = await latest_done(conn)
    if run is None:
        return {}
    query = sa.select(
        differences.c.kind, differences.c.subject, differences.c.first_seen_at
    ).where(differences.c.run_id == run.id)
    return {(row.kind, row.subject): row.first_seen_at for row in await conn.execute(query)}


def counts(findings: Sequence[Finding]) -> dict[str, Any]:
    """The numbers and sums a run keeps of what it found."""
    weights = [found.weight for found in findings]
    return {
        "differences": weights.count(Weight.DIFFERENCE),
        "pending": weights.count(Weight.PENDING),
        "ageing": weights.count(Weight.AGEING),
        "totals": totals_of(findings),
    }


def _row(run_id: str, dated: Dated) -> dict[str, Any]:
    found = dated.finding
    return {
        "run_id": run_id,
        "kind": found.kind,
        "subject": found.subject,
        "weight": found.weight,
        "account_id": found.account_id,
        "folio": found.folio,
        "expected_minor": found.expected.amount_minor if found.expected is not None else None,
        "expected_currency": found.expected.currency if found.expected is not None else None,
        "found_minor": found.found.amount_minor if found.found is not None else None,
        "found_currency": found.found.currency if found.found is not None else None,
        "since": found.since,
        "first_seen_at": dated.first_seen_at,
    }


def _dated(row: sa.RowMapping) -> Dated:
    finding = Finding(
        kind=Kind(row["kind"]),
        subject=row["subject"],
        account_id=row["account_id"],
        folio=row["folio"],
        expected=_money(row["expected_minor"], row["expected_currency"]),
        found=_money(row["found_minor"], row["found_currency"]),
        since=row["since"],
        weight=Weight(row["weight"]),
    )
    return Dated(finding=finding, first_seen_at=row["first_seen_at"])


def _money(minor: int | None, currency: str | None) -> Money | None:
    return None if minor is None or currency is None else Money(minor, currency)


def _run(row: sa.RowMapping) -> Run:
    totals = tuple(
        KindTotal(**{**each, "kind": Kind(each["kind"]), "weight": Weight(each["weight"])})
        for each in row["totals"]
    )
    values = {name: value for name, value in row.items() if name not in ("seq", "totals")}
    return Run(**values, totals=totals)
