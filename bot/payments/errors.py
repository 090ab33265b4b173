"""Stripe's failures in our words: one table from the SDK's error classes to what we do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import stripe
import structlog

from bot.kernel.errors import Permanent, SaldoError, Transient

log: Final = structlog.get_logger()

_BUSY_S: Final = 2.0


class StripeRefused(Permanent):
    """Stripe understood and said no; `code` is its own word for why.

    `wrong_mode` is our word: what Stripe showed belongs to the other of the account's two modes.
    """

    def __init__(self, kind: str, code: str | None) -> None:
        super().__init__(f"{kind} ({code})")
        self.code = code


class StripeDenied(Transient):
    """Stripe does not take our key, or not for this: once a person mends it, all goes on."""


class StripeFailed(Transient):
    """Stripe answered with an error of its own (5xx).

    If it had begun, it keeps this answer under the idempotency key: the same key then gets the
    same error until the key lapses, a day or more later.
    """


def _refuse(error: stripe.StripeError) -> SaldoError:
    return StripeRefused(type(error).__name__, error.code)


def _refuse_key(error: stripe.StripeError) -> SaldoError:
    # The SDK drops the code of these.
    return StripeRefused(type(error).__name__, "idempotency_error")


def _deny(error: stripe.StripeError) -> SaldoError:
    log.error("stripe.denied", error=type(error).__name__)
    return StripeDenied(f"stripe: {type(error).__name__}")


def _wait(error: stripe.StripeError) -> SaldoError:
    return Transient(f"stripe: {type(error).__name__}")


def _fail(error: stripe.StripeError) -> SaldoError:
    # The SDK's class for 5xx, and for whatever else has no class of its own.
    is_theirs = (error.http_status or 0) >= 500
    return StripeFailed(f"stripe: {type(error).__name__}") if is_theirs else _wait(error)


def _wait_a_moment(error: stripe.StripeError) -> SaldoError:
    return Transient(f"stripe: {type(error).__name__}", retry_after_s=_BUSY_S)


# By exact class: everything the SDK raises for calls of API v1.
FATES: Final[Mapping[type[stripe.StripeError], Callable[[stripe.StripeError], SaldoError]]] = {
    stripe.InvalidRequestError: _refuse,
    stripe.CardError: _refuse,
    stripe.IdempotencyError: _refuse_key,
    stripe.AuthenticationError: _deny,
    stripe.PermissionError: _deny,
    stripe.RateLimitError: _wait_a_moment,
    stripe.APIConnectionError: _wait,
    stripe.APIError: _fail,
}


@contextmanager
def translated() -> Iterator[None]:
    """Inside, the SDK's errors become StripeRefused, StripeDenied, StripeFailed or Transient."""
    try:
        yield
    except stripe.StripeError as error:
        raise FATES.get(type(error), _refuse)(error) from error
