"""The part of Stripe's HTTP API the bot uses: authentication, version, idempotency, world."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from typing import Any, Final

import stripe
from aiohttp import web
from stripe import params as shapes
from stripe.params import checkout as checkout_shapes

from bot.sandbox.stripe.faults import Fault, Storm, refusal_of
from bot.sandbox.stripe.form import read_form
from bot.sandbox.stripe.lists import expanded, page_of
from bot.sandbox.stripe.objects import Resource, new_id
from bot.sandbox.stripe.params import ParamError, check_params
from bot.sandbox.stripe.replays import Replays
from bot.sandbox.stripe.world import Refusal, World

__all__ = ["Api", "Fault", "Storm", "add_routes"]

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# Where a resource is read: its own word for itself, and what a reader may say.
_READ: Final[Mapping[str, tuple[str, type]]] = {
    "charges": ("charge", shapes.ChargeRetrieveParams),
    "checkout/sessions": ("checkout.session", checkout_shapes.SessionRetrieveParams),
    "customers": ("customer", shapes.CustomerRetrieveParams),
    "disputes": ("dispute", shapes.DisputeRetrieveParams),
    "payment_intents": ("payment_intent", shapes.PaymentIntentRetrieveParams),
    "refunds": ("refund", shapes.RefundRetrieveParams),
}
_LISTED: Final[Mapping[str, tuple[str, type]]] = {
    "checkout/sessions": ("checkout.session", checkout_shapes.SessionListParams),
    "disputes": ("dispute", shapes.DisputeListParams),
    "payment_intents": ("payment_intent", shapes.PaymentIntentListParams),
    "refunds": ("refund", shapes.RefundListParams),
}


class Api:
    """Handlers of `/v1`; `faults` are used up one per request, in order, and then `storm`.

    Another `secret_key` than the bot has is what a revoked or mistyped one looks like.
    """

    def __init__(self, world: World, secret_key: str) -> None:
        self._world = world
        self.secret_key = secret_key
        self._replays = Replays()
        self.faults: deque[Fault] = deque()
        self.storm: Storm | None = None

    async def create_customer(self, request: web.Request) -> web.Response:
        """`POST /v1/customers`."""
        return await self._write(request, shapes.CustomerCreateParams, self._world.create_customer)

    async def create_session(self, request: web.Request) -> web.Response:
        """`POST /v1/checkout/sessions`."""
        shape = checkout_shapes.SessionCreateParams
        return await self._write(request, shape, self._world.create_session)

    async def expire_session(self, request: web.Request) -> web.Response:
        """`POST /v1/checkout/sessions/{id}/expire`."""
        session_id = request.match_info["id"]
        shape = checkout_shapes.SessionExpireParams
        return await self._write(request, shape, lambda _: self._world.expire_session(session_id))

    async def cancel_payment(self, request: web.Request) -> web.Response:
        """`POST /v1/payment_intents/{id}/cancel`."""
        payment_id = request.match_info["id"]
        shape = shapes.PaymentIntentCancelParams
        return await self._write(request, shape, lambda _: self._world.cancel_payment(payment_id))

    async def create_refund(self, request: web.Request) -> web.Response:
        """`POST /v1/refunds`, by PaymentIntent."""
        return await self._write(
            request,
            shapes.RefundCreateParams,
            lambda p: self._world.refund(p.get("payment_intent", ""), p.get("amount")),
        )

    async def cash_balance(self, request: web.Request) -> web.Response:
        """`GET /v1/customers/{id}/cash_balance`."""
        return self._answer(self._world.cash_balance(request.match_info["id"]))

    async def list_events(self, request: web.Request) -> web.Response:
        """`GET /v1/events`, newest first: `types`, `created`, `limit`, `starting_after`."""
        self._world.pass_time()
        params = check_params(shapes.EventListParams, read_form(request.query_string))
        return self._answer(page_of(self._world.events, params, request.path))

    def reader(self, kind: str, shape: type) -> Handler:
        """`GET /v1/…/{id}` of one kind, with `expand`."""

        async def read(request: web.Request) -> web.Response:
            params = check_params(shape, read_form(request.query_string))
            found = self._world.find(request.match_info["id"], kind)
            return self._answer(expanded(found, params.get("expand"), self._world.find))

        return read

    def lister(self, kind: str, shape: type) -> Handler:
        """`GET /v1/…` of one kind, newest first, with `expand`."""

        async def read(request: web.Request) -> web.Response:
            params = check_params(shape, read_form(request.query_string))
            page = page_of(self._world.all_of(kind), params, request.path)
            return self._answer(expanded(page, params.get("expand"), self._world.find))

        return read

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse what Stripe refuses before looking further, and give errors Stripe's shape."""
        if not request.path.startswith("/v1/"):
            return await handler(request)
        try:
            self._check_headers(request)
            return await self._with_fault(request, handler)
        except Refusal as refusal:
            return _error(refusal)
        except ParamError as problem:
            return _error(Refusal(400, str(problem), param=problem.param))
        except web.HTTPNotFound:
            return _error(Refusal(404, f"Unrecognized request URL ({request.method})."))

    async def _with_fault(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        key = request.headers.get("Idempotency-Key", "")
        self._replays.check_free(key)
        fault = self._next_fault()
        if fault is None:
            return await handler(request)
        if fault.status:
            raise await self._refused(request, fault, fault.status)
        with self._replays.running(key) if fault.slow_s else nullcontext():
            await asyncio.sleep(fault.slow_s)
        response = await handler(request)
        if fault.loses_reply and request.transport:
            request.transport.abort()
        return response

    def _next_fault(self) -> Fault | None:
        if self.faults:
            return self.faults.popleft()
        return self.storm.next() if self.storm else None

    async def _refused(self, request: web.Request, fault: Fault, status: int) -> Refusal:
        refusal = refusal_of(status)
        if fault.is_kept:
            key = request.headers.get("Idempotency-Key", "")
            self._replays.keep_refusal(key, await _asked(request), refusal)
        return refusal

    def _check_headers(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bearer {self.secret_key}":
            raise Refusal(401, "Invalid API Key provided.")
        if request.headers.get("Stripe-Version") != stripe.api_version:
            raise Refusal(400, "This stand-in knows one API version, the SDK's own.")

    async def _write(
        self, request: web.Request, shape: type, act: Callable[[Mapping[str, Any]], Resource]
    ) -> web.Response:
        body = await request.text()

        def once() -> Resource:
            params = check_params(shape, read_form(body))
            return expanded(act(params), params.get("expand"), self._world.find)

        key = request.headers.get("Idempotency-Key", "")
        answer, is_replay = self._replays.answer(key, await _asked(request), once)
        return self._answer(answer, {"Idempotent-Replayed": "true"} if is_replay else {})

    def _answer(self, body: Resource, headers: Mapping[str, str] | None = None) -> web.Response:
        return web.json_response(body, headers={"Request-Id": new_id("req"), **(headers or {})})


def add_routes(app: web.Application, api: Api) -> None:
    """Serve the API under `/v1`."""
    app.middlewares.append(api.guard)
    router = app.router
    router.add_post("/v1/customers", api.create_customer)
    router.add_get("/v1/customers/{id}/cash_balance", api.cash_balance)
    router.add_post("/v1/checkout/sessions", api.create_session)
    router.add_post("/v1/checkout/sessions/{id}/expire", api.expire_session)
    router.add_post("/v1/payment_intents/{id}/cancel", api.cancel_payment)
    router.add_post("/v1/refunds", api.create_refund)
    router.add_get("/v1/events", api.list_events)
    for path, (kind, shape) in _READ.items():
        router.add_get(f"/v1/{path}/{{id}}", api.reader(kind, shape))
    for path, (kind, shape) in _LISTED.items():
        router.add_get(f"/v1/{path}", api.lister(kind, shape))


async def _asked(request: web.Request) -> str:
    return f"{request.path}\n{await request.text()}"


def _error(refusal: Refusal) -> web.Response:
    body = {
        "type": refusal.kind,
        "message": str(refusal),
        "code": refusal.code,
        "param": refusal.param,
    }
    shown = {name: value for name, value in body.items() if value is not None}
    return web.json_response(
        {"error": shown}, status=refusal.status, headers={"Request-Id": new_id("req")}
    )
