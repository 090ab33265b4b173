"""The part of Stripe's HTTP API the bot uses: authentication, version, idempotency, world."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import stripe
from aiohttp import web
from stripe.params import (
    CustomerCreateParams,
    DisputeListParams,
    EventListParams,
    RefundCreateParams,
    RefundListParams,
)
from stripe.params.checkout import SessionCreateParams, SessionExpireParams

from bot.sandbox.stripe.form import Tree, read_form
from bot.sandbox.stripe.objects import Resource, new_id
from bot.sandbox.stripe.params import ParamError, check_params
from bot.sandbox.stripe.world import Refusal, World

_LONGEST_PAGE: Final = 100
_KINDS: Final = {"payment_intents": "payment_intent", "refunds": "refund", "disputes": "dispute"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong with one request: refused with `status`, or done but its reply lost."""

    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Replay:
    """The remembered answer to an idempotency key, and a fingerprint of what was asked."""

    fingerprint: str
    answer: Resource


class Api:
    """Handlers of `/v1`; `faults` are used up one per request, in order."""

    def __init__(self, world: World, secret_key: str) -> None:
        self._world = world
        self._secret_key = secret_key
        self._replays: dict[str, _Replay] = {}
        self.faults: deque[Fault] = deque()

    async def create_customer(self, request: web.Request) -> web.Response:
        """`POST /v1/customers`."""
        return await self._write(request, CustomerCreateParams, self._world.create_customer)

    async def create_session(self, request: web.Request) -> web.Response:
        """`POST /v1/checkout/sessions`."""
        return await self._write(request, SessionCreateParams, self._world.create_session)

    async def expire_session(self, request: web.Request) -> web.Response:
        """`POST /v1/checkout/sessions/{id}/expire`."""
        session_id = request.match_info["id"]
        return await self._write(
            request, SessionExpireParams, lambda _: self._world.expire_session(session_id)
        )

    async def create_refund(self, request: web.Request) -> web.Response:
        """`POST /v1/refunds`, by PaymentIntent."""
        return await self._write(
            request,
            RefundCreateParams,
            lambda p: self._world.refund(p.get("payment_intent", ""), p.get("amount")),
        )

    async def retrieve(self, request: web.Request) -> web.Response:
        """`GET /v1/{kind}/{id}`, with `expand`."""
        resource = dict(self._world.find(request.match_info["id"]))
        for name in _texts(read_form(request.query_string).get("expand")):
            if resource.get(name):
                resource[name] = self._world.find(resource[name])
        return self._answer(resource)

    async def list_refunds(self, request: web.Request) -> web.Response:
        """`GET /v1/refunds`, newest first."""
        return self._list_of("refund", RefundListParams, request)

    async def list_disputes(self, request: web.Request) -> web.Response:
        """`GET /v1/disputes`, newest first."""
        return self._list_of("dispute", DisputeListParams, request)

    async def list_events(self, request: web.Request) -> web.Response:
        """`GET /v1/events`, newest first: `types`, `created`, `limit`, `starting_after`."""
        params = check_params(EventListParams, read_form(request.query_string))
        return self._answer(_page_of(self._world.events[::-1], params, request.path))

    @web.middleware
    async def guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
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

    async def _with_fault(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        fault = self.faults.popleft() if self.faults else None
        if fault and fault.status:
            raise Refusal(fault.status, "injected by a test")
        response = await handler(request)
        if fault and request.transport:
            request.transport.abort()
        return response

    def _check_headers(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bearer {self._secret_key}":
            raise Refusal(401, "Invalid API Key provided.")
        if request.headers.get("Stripe-Version") != stripe.api_version:
            raise Refusal(400, "This stand-in knows one API version, the SDK's own.")

    async def _write(
        self, request: web.Request, shape: type, act: Callable[[Mapping[str, Any]], Resource]
    ) -> web.Response:
        body = await request.text()
        key = request.headers.get("Idempotency-Key", "")
        fingerprint = hashlib.sha256(f"{request.path}\n{body}".encode()).hexdigest()
        replay = self._replays.get(key)
        if replay and replay.fingerprint != fingerprint:
            message = "This idempotency key was first used with other parameters."
            raise Refusal(400, message, code="idempotency_key_in_use")
        if replay:
            return self._answer(replay.answer, {"Idempotent-Replayed": "true"})
        answer = dict(act(check_params(shape, read_form(body))))
        if key:
            self._replays[key] = _Replay(fingerprint=fingerprint, answer=answer)
        return self._answer(answer)

    def _list_of(self, kind: str, shape: type, request: web.Request) -> web.Response:
        params = check_params(shape, read_form(request.query_string))
        return self._answer(_page_of(self._world.all_of(kind)[::-1], params, request.path))

    def _answer(self, body: Resource, headers: Mapping[str, str] | None = None) -> web.Response:
        return web.json_response(body, headers={"Request-Id": new_id("req"), **(headers or {})})


def add_routes(app: web.Application, api: Api) -> None:
    """Serve the API under `/v1`."""
    app.middlewares.append(api.guard)
    router = app.router
    router.add_post("/v1/customers", api.create_customer)
    router.add_post("/v1/checkout/sessions", api.create_session)
    router.add_get("/v1/checkout/sessions/{id}", api.retrieve)
    router.add_post("/v1/checkout/sessions/{id}/expire", api.expire_session)
    router.add_post("/v1/refunds", api.create_refund)
    router.add_get("/v1/events", api.list_events)
    router.add_get("/v1/refunds", api.list_refunds)
    router.add_get("/v1/disputes", api.list_disputes)
    for kind in _KINDS:
        router.add_get(f"/v1/{kind}/{{id}}", api.retrieve)


def _page_of(newest_first: list[Resource], params: Mapping[str, Tree], url: str) -> Resource:
    wanted = [each for each in newest_first if _is_wanted(each, params)]
    after = params.get("starting_after")
    if after:
        position = next((i for i, each in enumerate(wanted) if each["id"] == after), None)
        if position is None:
            raise Refusal(400, f"No such object: '{after}'", param="starting_after")
        wanted = wanted[position + 1 :]
    limit = int(str(params.get("limit", 10)))
    if not 1 <= limit <= _LONGEST_PAGE:
        raise Refusal(400, "A page has 1 to 100 objects.", param="limit")
    return {
        "object": "list",
        "data": wanted[:limit],
        "has_more": len(wanted) > limit,
        "url": url,
    }


def _is_wanted(resource: Resource, params: Mapping[str, Tree]) -> bool:
    types = params.get("types")
    if isinstance(types, list) and resource["type"] not in types:
        return False
    if params.get("payment_intent", resource.get("payment_intent")) != resource.get(
        "payment_intent"
    ):
        return False
    created = params.get("created")
    since = created.get("gte", 0) if isinstance(created, dict) else 0
    return bool(resource["created"] >= since)


def _texts(value: Tree | None) -> list[str]:
    return [str(each) for each in value.values()] if isinstance(value, dict) else []


def _error(refusal: Refusal) -> web.Response:
    kind = "api_error" if refusal.status >= 500 else "invalid_request_error"
    if refusal.code == "idempotency_key_in_use":
        kind = "idempotency_error"
    body = {"type": kind, "message": str(refusal), "code": refusal.code, "param": refusal.param}
    shown = {name: value for name, value in body.items() if value is not None}
    return web.json_response(
        {"error": shown}, status=refusal.status, headers={"Request-Id": new_id("req")}
    )
