"""Logging in and out of the console."""

from __future__ import annotations

import hmac
from typing import Final

import structlog
from aiohttp import web

from bot.console.pages import page
from bot.console.sessions import LIFETIME_S, Session, Sessions
from bot.console.users import is_password_of
from bot.console.words import language_of
from bot.kernel.messages import Language
from bot.storage.database import Database

ROOT: Final = "/console"
_COOKIE: Final = "saldo_console"

log = structlog.get_logger(__name__)


def language(request: web.Request) -> Language:
    """The language this browser asks for."""
    return language_of(request.headers.get("Accept-Language", ""))


class Login:
    """Sessions in a cookie that scripts cannot read and other sites cannot send."""

    def __init__(self, database: Database, sessions: Sessions, *, is_secure: bool) -> None:
        self._database = database
        self._sessions = sessions
        self._is_secure = is_secure

    def add_routes(self, app: web.Application) -> None:
        """Serve the login page in `app`."""
        app.router.add_get(f"{ROOT}/login", self._form)
        app.router.add_post(f"{ROOT}/login", self._log_in)
        app.router.add_post(f"{ROOT}/logout", self._log_out)

    async def session(self, request: web.Request) -> Session:
        """Whose request this is; sends everyone else to the login page."""
        session = await self._sessions.find(request.cookies.get(_COOKIE, ""))
        if session is None:
            raise web.HTTPSeeOther(f"{ROOT}/login")
        return session

    async def changing(self, request: web.Request) -> tuple[Session, dict[str, str]]:
        """Whose change this is, and its form; 403 unless the form was ours."""
        session = await self.session(request)
        form = {name: str(value) for name, value in (await request.post()).items()}
        if not hmac.compare_digest(form.get("csrf", "").encode(), session.csrf.encode()):
            raise web.HTTPForbidden
        return session, form

    async def _form(self, request: web.Request) -> web.Response:
        return page("login.html", language(request), trouble=None, user="")

    async def _log_in(self, request: web.Request) -> web.Response:
        form = await request.post()
        user, password = str(form.get("user", "")).strip(), str(form.get("password", ""))
        if not await self._sessions.may_try(user):
            log.warning("console.login_locked")
            return self._refused(request, "login.locked", user)
        async with self._database.transaction() as conn:
            is_known = await is_password_of(conn, user, password)
        if not is_known:
            log.warning("console.login_refused")
            return self._refused(request, "login.failed", user)
        await self._sessions.forget_tries(user)
        answer = web.HTTPSeeOther(f"{ROOT}/")
        answer.set_cookie(
            _COOKIE,
            await self._sessions.start(user),
            max_age=LIFETIME_S,
            path=ROOT,
            httponly=True,
            samesite="Strict",
            secure=self._is_secure,
        )
        raise answer

    def _refused(self, request: web.Request, trouble: str, user: str) -> web.Response:
        return page("login.html", language(request), status=401, trouble=trouble, user=user)

    async def _log_out(self, request: web.Request) -> web.Response:
        await self.changing(request)
        await self._sessions.end(request.cookies.get(_COOKIE, ""))
        answer = web.HTTPSeeOther(f"{ROOT}/login")
        answer.del_cookie(_COOKIE, path=ROOT)
        raise answer
