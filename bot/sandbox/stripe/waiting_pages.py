"""The stand-in's pages of what waits for money: an OXXO voucher, a SPEI transfer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import jinja2
from aiohttp import web

from bot.kernel.money import Money, MoneyError
from bot.sandbox.stripe.objects import Resource
from bot.sandbox.stripe.page import common, html_page, shown
from bot.sandbox.stripe.world import Refusal, World

_ZONE: Final = ZoneInfo("America/Mexico_City")


class WaitingPages:
    """Handlers of `/voucher/{id}` and `/transfer/{id}`; plain forms, no script."""

    def __init__(self, world: World, templates: jinja2.Environment) -> None:
        self._world = world
        self._voucher = templates.get_template("voucher.html")
        self._transfer = templates.get_template("transfer.html")

    async def show_voucher(self, request: web.Request) -> web.Response:
        """`GET`: the number for the store, or how it ended."""
        intent = self._intent(request)
        voucher = (intent["next_action"] or {}).get("oxxo_display_details")
        until = _day(voucher["expires_after"]) if voucher else ""
        return html_page(self._voucher.render(**self._view(intent), voucher=voucher, until=until))

    async def pay_voucher(self, request: web.Request) -> web.Response:
        """`POST`: cash is given at the store; a voucher that is over changes nothing."""
        intent = self._intent(request)
        try:
            self._world.pay_voucher(intent["id"])
        except Refusal:
            return await self.show_voucher(request)
        raise web.HTTPSeeOther(request.path)

    async def show_transfer(self, request: web.Request) -> web.Response:
        """`GET`: the account number and what is missing, or how it ended."""
        return self._render_transfer(request, is_bad_amount="bad" in request.query)

    async def transfer(self, request: web.Request) -> web.Response:
        """`POST`: so much is sent, in pesos."""
        intent = self._intent(request)
        form = await request.post()
        try:
            sent = Money.parse(str(form.get("amount", "")).strip(), "MXN")
            self._world.transfer(intent["id"], sent.amount_minor)
        except (MoneyError, Refusal):
            raise web.HTTPSeeOther(f"{request.path}?bad=1") from None
        raise web.HTTPSeeOther(request.path)

    def _render_transfer(self, request: web.Request, *, is_bad_amount: bool) -> web.Response:
        intent = self._intent(request)
        action = intent["next_action"] or {}
        details = action.get("display_bank_transfer_instructions")
        missing = details["amount_remaining"] if details else 0
        html = self._transfer.render(
            **self._view(intent),
            details=details,
            missing=shown(missing, self._session(intent)),
            missing_pesos=Money(missing, "MXN").to_decimal(),
            is_bad_amount=is_bad_amount,
        )
        return html_page(html)

    def _view(self, intent: Resource) -> dict[str, Any]:
        session = self._session(intent)
        is_paid = intent["status"] == "succeeded"
        return common(session) | {"is_paid": is_paid, "back_url": session["success_url"]}

    def _intent(self, request: web.Request) -> Resource:
        try:
            return self._world.find(request.match_info["id"], "payment_intent")
        except Refusal:
            raise web.HTTPNotFound from None

    def _session(self, intent: Resource) -> Resource:
        sessions = self._world.all_of("checkout.session")
        return next(each for each in sessions if each["payment_intent"] == intent["id"])


def add_routes(app: web.Application, pages: WaitingPages) -> None:
    """Serve both pages."""
    app.router.add_get("/voucher/{id}", pages.show_voucher)
    app.router.add_post("/voucher/{id}", pages.pay_voucher)
    app.router.add_get("/transfer/{id}", pages.show_transfer)
    app.router.add_post("/transfer/{id}", pages.transfer)


def _day(timestamp: int) -> str:
    return datetime.fromtimestamp(timestamp, UTC).astimezone(_ZONE).strftime("%d/%m/%Y %H:%M")
