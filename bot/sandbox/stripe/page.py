"""The stand-in's hosted pay page: what a person sees at Stripe; how to pay, and to fail."""

from __future__ import annotations

from typing import Any, Final

import jinja2
from aiohttp import web

from bot.kernel.money import Money
from bot.locale import formats
from bot.sandbox.stripe.objects import Resource
from bot.sandbox.stripe.page_texts import TEXTS
from bot.sandbox.stripe.world import Refusal, World

UNCACHED: Final = {"Cache-Control": "no-store"}


class PayPage:
    """Handlers of `/c/pay/{id}`; plain forms, no script."""

    def __init__(self, world: World, templates: jinja2.Environment) -> None:
        self._world = world
        self._template = templates.get_template("pay.html")

    async def show(self, request: web.Request) -> web.Response:
        """`GET`: the page of an open session; 410 when it is not open, 404 when unknown."""
        return self._render(self._session(request), is_declined="declined" in request.query)

    async def act(self, request: web.Request) -> web.Response:
        """`POST`: pay, fail or get instructions, then go where Stripe would send the person."""
        session = self._session(request)
        form = await request.post()
        try:
            where = self._go(session, str(form.get("outcome", "")), request.path)
        except Refusal:
            return self._render(session, is_declined=False)
        raise web.HTTPSeeOther(where)

    def _go(self, session: Resource, outcome: str, path: str) -> str:
        match outcome:
            case "decline":
                self._world.decline(session["id"])
                return f"{path}?declined=1"
            case "oxxo":
                return f"/voucher/{self._world.print_voucher(session['id'])['id']}"
            case "spei":
                return f"/transfer/{self._world.start_transfer(session['id'])['id']}"
            case _:
                self._world.pay(session["id"])
                return str(session["success_url"])

    def _session(self, request: web.Request) -> Resource:
        try:
            return self._world.find(request.match_info["id"], "checkout.session")
        except Refusal:
            raise web.HTTPNotFound from None

    def _render(self, session: Resource, *, is_declined: bool) -> web.Response:
        is_open = session["status"] == "open"
        html = self._template.render(
            **common(session),
            methods=session["payment_method_types"],
            is_open=is_open,
            is_declined=is_declined and is_open,
        )
        return html_page(html, status=200 if is_open else 410)


def add_routes(app: web.Application, page: PayPage) -> None:
    """Serve the pay page."""
    app.router.add_get("/c/pay/{id}", page.show)
    app.router.add_post("/c/pay/{id}", page.act)


def common(session: Resource) -> dict[str, Any]:
    """What every page of a session shows."""
    language = "en" if session["locale"] == "en" else "es"
    return {
        "language": language,
        "texts": TEXTS[language],
        "amount": shown(session["amount_total"], session),
        "back_url": session["cancel_url"],
    }


def shown(cents: int, session: Resource) -> str:
    """An amount as the session's reader writes it."""
    money = Money(cents, session["currency"].upper())
    return formats.money(money, "en_US" if session["locale"] == "en" else "es_MX")


def html_page(html: str, *, status: int = 200) -> web.Response:
    """An answer no browser keeps."""
    return web.Response(text=html, content_type="text/html", status=status, headers=UNCACHED)
