"""Serving what people sent to the agents, so that a browser can do nothing with it but show it."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from bot.console.login import ROOT, Login
from bot.kernel.privacy import Vault
from bot.media import store
from bot.media.model import Content, MediaId
from bot.storage.database import Database

# How a picture begins: what a phone calls one is shown only if it is one.
_SIGNATURES: Final = {
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
}
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


class Files:
    """`GET /console/files/{id}` for whoever is logged in."""

    def __init__(self, database: Database, login: Login, *, vault: Vault) -> None:
        self._database = database
        self._login = login
        self._vault = vault

    def add_routes(self, app: web.Application) -> None:
        """Serve the files in `app`."""
        app.router.add_get(f"{ROOT}/files/{{file}}", self._file)

    async def _file(self, request: web.Request) -> web.Response:
        await self._login.session(request)
        async with self._database.transaction() as conn:
            content = await store.read(conn, self._vault, MediaId(request.match_info["file"]))
        if content is None:
            raise web.HTTPNotFound
        return served(content)


def served(content: Content) -> web.Response:
    """A picture to look at; everything else, whatever it calls itself, to save."""
    signature = _SIGNATURES.get(content.mime)
    is_picture = signature is not None and content.body.startswith(signature)
    kind = content.mime if is_picture else "application/octet-stream"
    name = _name(content)
    place = "inline" if is_picture else "attachment"
    headers = {**_HEADERS, "Content-Disposition": f'{place}; filename="{name}"'}
    return web.Response(body=content.body, content_type=kind, headers=headers)


def _name(content: Content) -> str:
    """A plain name of ours: people's own names for files may say anything."""
    endings = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
    return f"saldo.{endings.get(content.mime, 'bin')}"
