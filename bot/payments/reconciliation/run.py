"""One reconciliation, from the first page at Stripe to the last account: `Reconciliation.run`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from bot.kernel.clock import Clock, SystemClock
from bot.kernel.errors import Permanent, Transient
from bot.kernel.ids import new_id
from bot.payments.client import StripeClient
from bot.payments.reconciliation import claims, store
from bot.payments.reconciliation.cash_pass import CashPass
from bot.payments.reconciliation.compare import View, compare
from bot.payments.reconciliation.facts import Fact
from bot.payments.reconciliation.ledger_pass import LedgerPass
from bot.payments.reconciliation.model import Dated, Finding, Weight
from bot.payments.reconciliation.our_pass import OurPass
from bot.payments.reconciliation.store import Run
from bot.payments.reconciliation.stripe_pass import StripePass
from bot.storage.database import Database

log: Final = structlog.get_logger()

REACH: Final = timedelta(days=35)

# In this order: what Stripe's pass remembers is asked by the passes after it.
STEPS: Final = (
    "payments",
    "refunds",
    "disputes",
    "booked",
    "cash",
    "links",
    "sessions",
    "events",
    "installments",
    "transactions",
    "accounts",
    "rests",
)

# Called with the step and how many facts it has looked at so far.
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """A run and what it found; that a failed one found nothing does not mean that all is well."""

    run: Run
    findings: tuple[Dated, ...]

    @property
    def is_clean(self) -> bool:
        """It could look at everything, and nothing differs by a cent."""
        return self.run.state == "done" and not self.run.differences


class Reconciliation:
    """Compares Stripe, links, sessions, events and the ledger; one run at a time."""

    def __init__(
        self,
        database: Database,
        stripe: StripeClient,
        clock: Clock,
        *,
        wall_clock: Clock | None = None,
    ) -> None:
        self._database = database
        self._stripe = stripe
        self._clock = clock
        self._wall_clock = wall_clock or SystemClock()

    async def run(
        self, *, by: str, reach: timedelta = REACH, progress: Progress | None = None
    ) -> RunResult:
        """Compare everything since `reach` ago and store what was found.

        A Stripe that cannot be reached or refuses to answer makes the run failed. Raises Rejected
        `reconciliation_running` while another run is under way.
        """
        run_id, now = new_id("rec"), self._clock.now()
        async with self._database.transaction() as conn:
            await claims.claim(conn, run_id, by=by, now=now, wall_now=self._wall_clock.now())
        looked = _Looked(by=by, run_id=run_id, since=now - reach, now=now)
        try:
            found = await self._look(looked, progress)
        except (Transient, Permanent) as error:
            return await self._finish(looked, [], error=type(error).__name__)
        except BaseException:
            await self._give_up(run_id)
            raise
        return await self._finish(looked, found, error=None)

    async def _look(self, looked: _Looked, progress: Progress | None) -> list[Finding]:
        view = View(now=looked.now, is_live=self._stripe.is_live)
        found: list[Finding] = []
        for step, pages in self._steps(looked).items():
            count = 0
            await self._hold(looked.run_id, step, count)
            async for facts in pages():
                found += compare(facts, view)
                count += len(facts)
                await self._hold(looked.run_id, step, count)
                if progress is not None:
                    progress(step, count)
            looked.counts[step] = count
        return found

    def _steps(self, looked: _Looked) -> dict[str, Callable[[], AsyncIterator[Sequence[Fact]]]]:
        at_stripe = StripePass(self._database, self._stripe, since=looked.since)
        ours = OurPass(self._database, self._stripe, at_stripe, since=looked.since, now=looked.now)
        cash = CashPass(self._database, self._stripe, since=looked.since)
        books = LedgerPass(self._database)
        passes: tuple[Any, ...] = (
            at_stripe.payments,
            at_stripe.refunds,
            at_stripe.disputes,
            at_stripe.booked,
            cash.customers,
            ours.links,
            ours.sessions,
            ours.events,
            books.installments,
            books.transactions,
            books.accounts,
            books.rests,
        )
        return dict(zip(STEPS, passes, strict=True))

    async def _hold(self, run_id: str, step: str, count: int) -> None:
        wall_now = self._wall_clock.now()
        async with self._database.transaction() as conn:
            await claims.hold(conn, run_id, step=step, looked_at=count, wall_now=wall_now)

    async def _finish(
        self, looked: _Looked, found: list[Finding], *, error: str | None
    ) -> RunResult:
        run = Run(
            id=looked.run_id,
            asked_by=looked.by,
            since=looked.since,
            started_at=looked.now,
            finished_at=max(looked.now, self._clock.now()),
            state="failed" if error else "done",
            error=error,
            looked_at=looked.counts,
            **store.counts(list(_once(found).values())),
        )
        async with self._database.transaction() as conn:
            known = await store.first_seen(conn)
            dated = _dated(found, known, looked.now)
            await store.record(conn, run, dated)
            await claims.release(conn, looked.run_id)
        _tell(run, dated, known)
        return RunResult(run=run, findings=tuple(dated))

    async def _give_up(self, run_id: str) -> None:
        async with self._database.transaction() as conn:
            await claims.release(conn, run_id)


@dataclass(slots=True, kw_only=True)
class _Looked:
    """A run under way: who asked, what since, and how much each step has looked at."""

    run_id: str
    by: str
    since: datetime
    now: datetime
    counts: dict[str, int] = field(default_factory=dict)


def _dated(
    found: Sequence[Finding], known: Mapping[tuple[str, str], datetime], now: datetime
) -> list[Dated]:
    """Each finding with when the runs in a row that found it began to."""
    return [
        Dated(finding=each, first_seen_at=known.get(key, now))
        for key, each in _once(found).items()
    ]


def _once(found: Sequence[Finding]) -> dict[tuple[str, str], Finding]:
    """By kind and subject: an object that two pages tell of is one finding."""
    return {(each.kind, each.subject): each for each in found}


def _tell(run: Run, found: Sequence[Dated], known: Mapping[tuple[str, str], datetime]) -> None:
    """New differences are told one by one, because nobody may have the page open."""
    for dated in found:
        each = dated.finding
        if each.weight is Weight.DIFFERENCE and (each.kind, each.subject) not in known:
            log.error("difference.found", run=run.id, kind=each.kind, subject=each.subject)
    tell = log.error if run.state == "failed" else log.info
    tell(
        "reconciliation.finished",
        run=run.id,
        state=run.state,
        error=run.error,
        differences=run.differences,
    )
