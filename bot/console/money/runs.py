"""The reconciliation's pages: the latest run, past ones, what each found, and "reconcile now"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import structlog
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.console.login import ROOT, Login, language
from bot.console.money import views
from bot.console.money.csv_answer import csv_answer
from bot.console.pages import page
from bot.console.words import refusal
from bot.kernel.clock import Clock
from bot.kernel.ids import AccountId
from bot.payments.reconciliation import claims, rows, store
from bot.payments.reconciliation.claims import Claim
from bot.payments.reconciliation.model import Dated, Kind
from bot.payments.reconciliation.store import Run
from bot.payments.reconciliation.table import differences_csv
from bot.storage.database import Database

HOME: Final = f"{ROOT}/money"
_SHOWN: Final = 100
_PAST: Final = 60

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A run, what it found, and the run that is asked for or under way."""

    run: Run | None
    findings: list[Dated]
    claim: Claim | None


class RunPages:
    """Served to whoever is logged in."""

    def __init__(self, database: Database, login: Login, clock: Clock) -> None:
        self._database = database
        self._login = login
        self._clock = clock

    def add_routes(self, app: web.Application) -> None:
        """Serve the pages in `app`."""
        app.router.add_get(HOME, self._latest)
        app.router.add_post(f"{HOME}/run", self._ask)
        app.router.add_get(f"{HOME}/runs", self._runs)
        app.router.add_get(f"{HOME}/runs/{{run}}", self._one)
        app.router.add_get(f"{HOME}/runs/{{run}}/differences.csv", self._csv)

    async def _latest(self, request: web.Request) -> web.Response:
        return await self._show(request, None)

    async def _one(self, request: web.Request) -> web.Response:
        return await self._show(request, request.match_info["run"])

    async def _ask(self, request: web.Request) -> web.Response:
        session, _ = await self._login.changing(request)
        async with self._database.transaction() as conn:
            is_asked = await claims.ask(conn, by=session.user, now=self._clock.now())
        if not is_asked:
            return await self._show(request, None, trouble="reconciliation_running")
        log.info("reconciliation.asked")
        raise web.HTTPSeeOther(HOME)

    async def _runs(self, request: web.Request) -> web.Response:
        session, spoken = await self._login.session(request), language(request)
        async with self._database.transaction() as conn:
            found = await store.listed(conn, limit=_PAST)
        return page(
            "money/runs.html",
            spoken,
            session=session,
            section="runs",
            src=str(request.rel_url),
            runs=[views.head(run, spoken) for run in found],
        )

    async def _csv(self, request: web.Request) -> web.Response:
        await self._login.session(request)
        async with self._database.transaction() as conn:
            run = await store.run_of(conn, request.match_info["run"])
            if run is None:
                raise web.HTTPNotFound
            found = await store.findings_of(conn, run.id)
            last4 = await rows.last4_of(conn, _accounts(found))
        text = differences_csv(found, last4=last4, now=run.finished_at)
        return csv_answer(text, f"reconciliation-{run.finished_at:%Y-%m-%d}")

    async def _show(
        self, request: web.Request, run_id: str | None, *, trouble: str | None = None
    ) -> web.Response:
        session, spoken, now = (
            await self._login.session(request),
            language(request),
            self._clock.now(),
        )
        kind = _wished(request.query.get("kind"), [*Kind])
        age = _wished(request.query.get("age"), views.AGES)
        async with self._database.transaction() as conn:
            found = await self._found(conn, run_id)
            last4 = await rows.last4_of(conn, _accounts(found.findings))
        matching = views.chosen(found.findings, kind=kind, age=age, now=now)
        start = _place(request.query.get("from"), len(matching))
        shown = matching[start : start + _SHOWN]
        return page(
            "money/run.html",
            spoken,
            status=409 if trouble else 200,
            session=session,
            section="reconciliation" if run_id is None else "runs",
            src=str(request.rel_url) if request.method == "GET" else HOME,
            run=views.head(found.run, spoken) if found.run else None,
            path=HOME if run_id is None else f"{HOME}/runs/{run_id}",
            claim=found.claim,
            currencies=views.currency_rows(found.run.totals if found.run else (), spoken),
            bars=views.age_bars(found.findings, now=now, language=spoken),
            rows=views.finding_rows(shown, last4=last4, now=now, language=spoken),
            kinds=views.kinds_of(found.findings, spoken),
            ages=views.AGES,
            kind=kind,
            age=age,
            next=start + _SHOWN if start + _SHOWN < len(matching) else None,
            trouble=refusal(trouble, spoken) if trouble else None,
        )

    async def _found(self, conn: AsyncConnection, run_id: str | None) -> _Found:
        run = await (store.run_of(conn, run_id) if run_id else store.latest(conn))
        if run_id and run is None:
            raise web.HTTPNotFound
        findings = await store.findings_of(conn, run.id) if run else []
        claim = await claims.current(conn) if run_id is None else None
        return _Found(run=run, findings=findings, claim=claim)


def _accounts(found: list[Dated]) -> list[AccountId]:
    return list({each.finding.account_id for each in found if each.finding.account_id})


def _wished(word: str | None, known: Sequence[str]) -> str:
    """The wish, if it is one we know; else all."""
    return word if word is not None and word in known else ""


def _place(word: str | None, count: int) -> int:
    """Where the list goes on: at its beginning for anything that is no place in it."""
    is_number = word is not None and word.isascii() and word.isdecimal() and len(word) < 9
    return min(int(word or "0"), count) if is_number else 0
