"""Idempotency keys as Stripe keeps them: the first answer again, or a refusal."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.sandbox.stripe.objects import Resource
from bot.sandbox.stripe.refusals import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """The remembered outcome of a key, and a fingerprint of what was asked."""

    fingerprint: str
    outcome: Resource | Refusal


class Replays:
    """Outcomes by key: answers, and refusals of requests that Stripe had begun to work on."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}
        self._running: set[str] = set()

    @contextmanager
    def running(self, key: str) -> Iterator[None]:
        """While inside, other requests with this key are refused."""
        self._running.add(key)
        try:
            yield
        finally:
            self._running.discard(key)

    def check_free(self, key: str) -> None:
        """Raise Stripe's 409 while another request with this key is being worked on."""
        if key and key in self._running:
            message = "Another request with this idempotency key is in progress."
            code = "idempotency_key_in_use"
            raise Refusal(409, message, code=code, kind="idempotency_error")

    def answer(self, key: str, asked: str, act: Callable[[], Resource]) -> tuple[Resource, bool]:
        """The first answer to this key, and whether it is a replay; raises Refusal."""
        fingerprint = hashlib.sha256(asked.encode()).hexdigest()
        kept = self._kept.get(key)
        if kept is None:
            answer = copy.deepcopy(act())
            self._keep(key, fingerprint, answer)
            return answer, False
        if kept.fingerprint != fingerprint:
            message = "This idempotency key was first used with other parameters."
            raise Refusal(400, message, kind="idempotency_error")
        if isinstance(kept.outcome, Refusal):
            raise kept.outcome
        return kept.outcome, True

    def keep_refusal(self, key: str, asked: str, refusal: Refusal) -> None:
        """Remember that a request which had begun ended in `refusal`."""
        self._keep(key, hashlib.sha256(asked.encode()).hexdigest(), refusal)

    def _keep(self, key: str, fingerprint: str, outcome: Resource | Refusal) -> None:
        if key:
            self._kept[key] = _Kept(fingerprint=fingerprint, outcome=outcome)
