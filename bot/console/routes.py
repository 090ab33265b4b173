"""The console's pages: the cases, one case, and what an agent does in it."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases import store
from bot.cases.model import DeskState
from bot.cases.thread import thread
from bot.console import views
from bot.console.files import Files
from bot.console.login import ROOT, Login, language
from bot.console.money.books import BookPages
from bot.console.money.runs import RunPages
from bot.console.pages import STATIC, page
from bot.console.queries import verified_names
from bot.console.sessions import Session, Sessions
from bot.console.words import refusal
from bot.handoff.agents import Agents, Words
from bot.handoff.briefing import Balances, brief
from bot.kernel.clock import Clock
from bot.kernel.errors import Rejected
from bot.kernel.ids import CaseId
from bot.kernel.privacy import Vault
from bot.ledger import service as ledger
from bot.storage.database import Database
from bot.storage.doorbell import Doorbell

_CONFIRMED: Final = ("take_over", "give_back", "close")
_Act = Callable[[AsyncConnection, CaseId, Session, dict[str, str]], Awaitable[None]]


class Console:
    """Agents see who waits, read along, write, and give chats back."""

    def __init__(  # noqa: PLR0913 - one collaborator each
        self,
        database: Database,
        sessions: Sessions,
        agents: Agents,
        *,
        vault: Vault,
        clock: Clock,
        doorbell: Doorbell,
        balances: Balances,
        order_for: ledger.OrderFor,
        is_secure: bool,
    ) -> None:
        self._database = database
        self._login = Login(database, sessions, is_secure=is_secure)
        self._runs = RunPages(database, self._login, clock)
        self._books = BookPages(database, self._login, clock, order_for=order_for)
        self._files = Files(database, self._login, vault=vault)
        self._agents = agents
        self._vault = vault
        self._clock = clock
        self._doorbell = doorbell
        self._balances = balances

    def add_routes(self, app: web.Application) -> None:
        """Serve the console under `/console`."""
        self._login.add_routes(app)
        self._files.add_routes(app)
        self._runs.add_routes(app)
        self._books.add_routes(app)
        app.router.add_get(ROOT, self._home)
        app.router.add_get(f"{ROOT}/", self._list)
        app.router.add_get(f"{ROOT}/cases/{{case}}", self._case)
        app.router.add_post(f"{ROOT}/cases/{{case}}/reply", self._reply)
        app.router.add_post(f"{ROOT}/cases/{{case}}/take", self._acting(self._take))
        app.router.add_post(f"{ROOT}/cases/{{case}}/take_over", self._acting(self._take_over))
        app.router.add_post(f"{ROOT}/cases/{{case}}/give_back", self._acting(self._give_back))
        app.router.add_post(f"{ROOT}/cases/{{case}}/close", self._acting(self._close))
        app.router.add_static(f"{ROOT}/static", STATIC)

    async def _home(self, _request: web.Request) -> web.Response:
        raise web.HTTPSeeOther(f"{ROOT}/")

    async def _list(self, request: web.Request) -> web.Response:
        session = await self._login.session(request)
        return await self._show(request, session, None)

    async def _case(self, request: web.Request) -> web.Response:
        session = await self._login.session(request)
        return await self._show(request, session, _case_id(request))

    async def _reply(self, request: web.Request) -> web.Response:
        session, form = await self._login.changing(request)
        case_id, text = _case_id(request), form.get("text", "").strip().replace("\r\n", "\n")
        words = Words(
            agent=session.user,
            text=text,
            source=f"console:{form.get('nonce', '')}",
            desk_state=DeskState.PENDING,
        )
        try:
            async with self._database.transaction() as conn:
                is_sent = await self._agents.say(conn, case_id, words, self._clock.now())
            trouble = None if is_sent else "withheld"
        except Rejected as refused:
            trouble = refused.code
        if trouble is not None:
            return await self._show(request, session, case_id, trouble=trouble, draft=text)
        await self._doorbell.ring("outbox", [case_id])
        raise web.HTTPSeeOther(f"{ROOT}/cases/{case_id}")

    def _acting(self, act: _Act) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handler(request: web.Request) -> web.Response:
            session, form = await self._login.changing(request)
            case_id = _case_id(request)
            try:
                async with self._database.transaction() as conn:
                    await act(conn, case_id, session, form)
            except Rejected as refused:
                return await self._show(request, session, case_id, trouble=refused.code)
            await self._doorbell.ring("outbox", [case_id])
            raise web.HTTPSeeOther(f"{ROOT}/cases/{case_id}")

        return handler

    async def _take(
        self, conn: AsyncConnection, case_id: CaseId, session: Session, _form: dict[str, str]
    ) -> None:
        now = self._clock.now()
        await self._agents.take(conn, case_id, agent=session.user, instead_of=None, now=now)

    async def _take_over(
        self, conn: AsyncConnection, case_id: CaseId, session: Session, form: dict[str, str]
    ) -> None:
        now, previous = self._clock.now(), form.get("instead_of")
        await self._agents.take(conn, case_id, agent=session.user, instead_of=previous, now=now)

    async def _give_back(
        self, conn: AsyncConnection, case_id: CaseId, session: Session, _form: dict[str, str]
    ) -> None:
        now = self._clock.now()
        await self._agents.give_back(conn, case_id, agent=session.user, now=now)

    async def _close(
        self, conn: AsyncConnection, case_id: CaseId, session: Session, _form: dict[str, str]
    ) -> None:
        await self._agents.close(conn, case_id, agent=session.user, now=self._clock.now())

    async def _show(
        self,
        request: web.Request,
        session: Session,
        case_id: CaseId | None,
        *,
        trouble: str | None = None,
        draft: str = "",
    ) -> web.Response:
        spoken, now = language(request), self._clock.now()
        async with self._database.transaction() as conn:
            cases = await store.listed(conn)
            names = await verified_names(conn, [case.contact_id for case in cases], now)
            shown = await self._page_of(conn, case_id, session, request)
        confirm = request.query.get("confirm")
        return page(
            "cases.html",
            spoken,
            status=409 if trouble else 200,
            session=session,
            rows=views.rows(cases, names=names, now=now, language=spoken),
            case=shown,
            confirm=confirm if confirm in _CONFIRMED else None,
            trouble=refusal(trouble, spoken) if trouble else None,
            draft=draft,
            nonce=secrets.token_urlsafe(12),
        )

    async def _page_of(
        self,
        conn: AsyncConnection,
        case_id: CaseId | None,
        session: Session,
        request: web.Request,
    ) -> views.CasePage | None:
        if case_id is None:
            return None
        try:
            case = await store.load(conn, case_id)
        except Rejected:
            raise web.HTTPNotFound from None
        now = self._clock.now()
        facts = await brief(conn, self._vault, case, balances=self._balances, now=now)
        lines = await thread(conn, self._vault, case_id, now=now)
        return views.case_page(
            facts, lines, user=session.user, now=now, language=language(request)
        )


def _case_id(request: web.Request) -> CaseId:
    return CaseId(request.match_info["case"])
