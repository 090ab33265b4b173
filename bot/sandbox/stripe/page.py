"""The stand-in's hosted pay page: what a person sees at Stripe; buttons to pay and to fail."""

from __future__ import annotations

from typing import Any, Final

import jinja2
from aiohttp import web

from bot.kernel.money import Money
from bot.locale import formats
from bot.sandbox.stripe.objects import Resource
from bot.sandbox.stripe.world import Refusal, World

_TEXTS: Final = {
    "es": {
        "title": "Página de pago de prueba",
        "banner": "Entorno de prueba: aquí no se mueve dinero",
        "card": "Tarjeta de prueba",
        "pay": "Pagar",
        "decline": "Simular una tarjeta rechazada",
        "declined": "La tarjeta fue rechazada. No se cobró nada; puedes intentar otra vez.",
        "closed": "Esta página de pago ya no está abierta.",
        "back": "Volver",
    },
    "en": {
        "title": "Test payment page",
        "banner": "Test environment: no money moves here",
        "card": "Test card",
        "pay": "Pay",
        "decline": "Simulate a declined card",
        "declined": "The card was declined. Nothing was charged; you can try again.",
        "closed": "This payment page is no longer open.",
        "back": "Go back",
    },
}


class PayPage:
    """Handlers of `/c/pay/{id}`; plain forms, no script."""

    def __init__(self, world: World, templates: jinja2.Environment) -> None:
        self._world = world
        self._template = templates.get_template("pay.html")

    async def show(self, request: web.Request) -> web.Response:
        """`GET`: the page of an open session; 410 when it is not open, 404 when unknown."""
        return self._render(self._session(request), is_declined="declined" in request.query)

    async def act(self, request: web.Request) -> web.Response:
        """`POST`: pay or fail, then go where Stripe would send the person."""
        session = self._session(request)
        form = await request.post()
        if session["status"] != "open":
            return self._render(session, is_declined=False)
        if form.get("outcome") == "decline":
            self._world.decline(session["id"])
            raise web.HTTPSeeOther(f"{request.path}?declined=1")
        self._world.pay(session["id"])
        raise web.HTTPSeeOther(session["success_url"])

    def _session(self, request: web.Request) -> Resource:
        try:
            return self._world.find(request.match_info["id"])
        except Refusal:
            raise web.HTTPNotFound from None

    def _render(self, session: Resource, *, is_declined: bool) -> web.Response:
        is_open = session["status"] == "open"
        html = self._template.render(
            **_view(session), is_open=is_open, is_declined=is_declined and is_open
        )
        return web.Response(
            text=html,
            content_type="text/html",
            status=200 if is_open else 410,
            headers={"Cache-Control": "no-store"},
        )


def add_routes(app: web.Application, page: PayPage) -> None:
    """Serve the pay page."""
    app.router.add_get("/c/pay/{id}", page.show)
    app.router.add_post("/c/pay/{id}", page.act)


def _view(session: Resource) -> dict[str, Any]:
    language = "en" if session["locale"] == "en" else "es"
    amount = Money(session["amount_total"], session["currency"].upper())
    return {
        "language": language,
        "texts": _TEXTS[language],
        "amount": formats.money(amount, "en_US" if language == "en" else "es_MX"),
        "cancel_url": session["cancel_url"],
    }
