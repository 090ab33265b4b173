"""The ledger's pages: money without an account, customers' credits, an account's statement."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

import structlog
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.console.login import ROOT, Login, language
from bot.console.money import book_views as views
from bot.console.money.csv_answer import csv_answer
from bot.console.money.statement_table import statement_csv
from bot.console.pages import page
from bot.console.words import refusal
from bot.kernel.clock import Clock, local_date
from bot.kernel.errors import Permanent, Rejected
from bot.kernel.ids import AccountId
from bot.ledger import service as ledger
from bot.storage.database import Database

HOME: Final = f"{ROOT}/money"
_REACH: Final = timedelta(days=90)

log = structlog.get_logger(__name__)


class BookPages:
    """Served to whoever is logged in; `order_for` is in which order a payment pays."""

    def __init__(
        self, database: Database, login: Login, clock: Clock, *, order_for: ledger.OrderFor
    ) -> None:
        self._database = database
        self._login = login
        self._clock = clock
        self._order_for = order_for

    def add_routes(self, app: web.Application) -> None:
        """Serve the pages in `app`."""
        app.router.add_get(f"{HOME}/unapplied", self._unapplied)
        app.router.add_post(f"{HOME}/unapplied/{{money}}/apply", self._apply)
        app.router.add_get(f"{HOME}/credits", self._credits)
        app.router.add_get(f"{HOME}/accounts/{{account}}", self._account)
        app.router.add_get(f"{HOME}/accounts/{{account}}/statement.csv", self._csv)

    async def _unapplied(self, request: web.Request) -> web.Response:
        """The queue; with `money` and `account` it asks before anything is applied."""
        return await self._queue(
            request,
            money=request.query.get("money", ""),
            account=request.query.get("account", "").strip(),
        )

    async def _apply(self, request: web.Request) -> web.Response:
        session, form = await self._login.changing(request)
        money, account = request.match_info["money"], form.get("account", "")
        try:
            async with self._database.transaction() as conn:
                await self._own_currency(conn, money, account)
                await ledger.apply_unapplied(
                    conn,
                    money,
                    AccountId(account),
                    by=session.user,
                    now=self._clock.now(),
                    order_for=self._order_for,
                )
        except Rejected as refused:
            return await self._queue(request, money=money, account="", trouble=refused.code)
        log.info("unapplied.applied", transaction=money, account=account)
        raise web.HTTPSeeOther(f"{HOME}/unapplied")

    async def _queue(
        self, request: web.Request, *, money: str, account: str, trouble: str | None = None
    ) -> web.Response:
        session, spoken = await self._login.session(request), language(request)
        owner = None
        async with self._database.transaction() as conn:
            waiting = await ledger.unapplied(conn)
            if money and account:
                try:
                    await self._own_currency(conn, money, account)
                    owner = await self._owner(conn, AccountId(account))
                except Rejected as refused:
                    trouble = refused.code
        return page(
            "money/unapplied.html",
            spoken,
            status=409 if trouble else 200,
            session=session,
            section="unapplied",
            src=str(request.rel_url) if request.method == "GET" else f"{HOME}/unapplied",
            rows=views.waiting_rows(waiting, now=self._clock.now(), language=spoken),
            owner=views.owner_card(*owner, language=spoken) if owner else None,
            chosen=money,
            typed=account,
            trouble=refusal(trouble, spoken) if trouble else None,
        )

    async def _own_currency(self, conn: AsyncConnection, money: str, account: str) -> None:
        """Raises Rejected for money that waits no more, an unknown account, another currency."""
        waiting = _one(await ledger.unapplied(conn), money)
        try:
            owner = await ledger.account(conn, AccountId(account))
        except Permanent:
            raise Rejected("account_unknown") from None
        if owner.currency != waiting.left.currency:
            raise Rejected("other_currency")

    async def _owner(
        self, conn: AsyncConnection, account_id: AccountId
    ) -> tuple[ledger.Account, ledger.Balance | None]:
        owner = await ledger.account(conn, account_id)
        today = local_date(self._clock.now(), owner.zone)
        try:
            return owner, await ledger.balance(conn, account_id, today=today)
        except ledger.LedgerDoubt:
            return owner, None

    async def _credits(self, request: web.Request) -> web.Response:
        session, spoken = await self._login.session(request), language(request)
        async with self._database.transaction() as conn:
            held = await ledger.credits(conn)
        return page(
            "money/credits.html",
            spoken,
            session=session,
            section="credits",
            src=str(request.rel_url),
            rows=views.credit_rows(held, now=self._clock.now(), language=spoken),
        )

    async def _account(self, request: web.Request) -> web.Response:
        session, spoken = await self._login.session(request), language(request)
        shown, trouble = await self._statement_or_trouble(request)
        return page(
            "money/statement.html",
            spoken,
            status=409 if trouble else 200,
            session=session,
            section="account",
            src=str(request.rel_url),
            statement=views.statement_page(shown, language=spoken),
            trouble=refusal(trouble, spoken) if trouble else None,
        )

    async def _csv(self, request: web.Request) -> web.Response:
        await self._login.session(request)
        shown, trouble = await self._statement_or_trouble(request)
        if trouble:
            raise web.HTTPBadRequest
        return csv_answer(statement_csv(shown), "statement")

    async def _statement_or_trouble(
        self, request: web.Request
    ) -> tuple[ledger.Statement, str | None]:
        """The statement of the days asked for; of the last ninety when they make no sense."""
        account_id, now = AccountId(request.match_info["account"]), self._clock.now()
        days, trouble = _days(request, now)
        async with self._database.transaction() as conn:
            try:
                owner = await ledger.account(conn, account_id)
            except Permanent:
                raise web.HTTPNotFound from None
            since, until = views.moments_of(*days, zone=owner.zone, now=now)
            shown = await ledger.statement(conn, account_id, since=since, until=until, now=now)
        return shown, trouble


def _one(waiting: list[ledger.Unapplied], money: str) -> ledger.Unapplied:
    found = next((each for each in waiting if each.transaction_id == money), None)
    if found is None:
        raise Rejected("already_reversed")
    return found


def _days(request: web.Request, now: datetime) -> tuple[tuple[date, date], str | None]:
    """The days asked for, or the last ninety and why."""
    usual = ((now - _REACH).date(), now.date())
    try:
        since = _day(request.query.get("since"), usual[0])
        until = _day(request.query.get("until"), usual[1])
    except ValueError:
        return usual, "bad_dates"
    return (usual, "bad_dates") if until < since or since > now.date() else ((since, until), None)


def _day(word: str | None, usual: date) -> date:
    return date.fromisoformat(word) if word else usual
