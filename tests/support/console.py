"""The console as an agent's browser without scripts uses it."""

import re
from dataclasses import dataclass

from aiohttp import web
from aiohttp.test_utils import TestClient

from bot.cases import store
from bot.cases.model import Case, Reason
from bot.console.sessions import Sessions
from bot.console.users import add_user
from bot.contacts.model import Contact
from bot.kernel.privacy import Vault
from bot.storage.database import Database
from tests.desk_people import NOW, queued, says, stranger, verified

PASSWORD = "correct horse battery"
COOKIE = "saldo_console"


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """One agent's browser."""

    client: TestClient[web.Request, web.Application]
    database: Database
    vault: Vault
    sessions: Sessions

    async def get(self, path: str) -> str:
        async with self.client.get(f"/console{path}") as answer:
            return await answer.text()

    async def post(self, path: str, **form: str) -> tuple[int, str]:
        async with self.client.post(f"/console{path}", data=form) as answer:
            return answer.status, await answer.text()

    async def log_in(self, user: str = "ana") -> str:
        async with self.database.transaction() as conn:
            await add_user(conn, user, PASSWORD)
        _, page = await self.post("/login", user=user, password=PASSWORD)
        return hidden(page, "csrf")

    async def sit_down(self, user: str = "ana") -> str:
        """The same without a password, which takes its time to check."""
        cookie = {COOKIE: await self.sessions.start(user)}
        self.client.session.cookie_jar.update_cookies(cookie, self.client.make_url("/console"))
        return hidden(await self.get("/"), "csrf")

    async def open(
        self, *, hand_over: bool = True, is_verified: bool = False, words: str = "hola, debo 500"
    ) -> Case:
        async with self.database.transaction() as conn:
            contact = await self._contact(is_verified)
            await says(conn, self.vault, contact, words)
            return await store.open_case(
                conn,
                contact_id=contact.id,
                reason=Reason.ASK_HUMAN,
                now=NOW,
                hand_over=hand_over,
            )

    async def _contact(self, is_verified: bool) -> Contact:
        async with self.database.transaction() as conn:
            return await verified(conn, self.vault) if is_verified else await stranger(conn)

    async def sent(self, case: Case) -> list[str]:
        async with self.database.transaction() as conn:
            return [message.body for message in await queued(conn, case.contact_id)]

    async def state_of(self, case: Case) -> Case:
        async with self.database.transaction() as conn:
            return await store.load(conn, case.id)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]
