"""What goes wrong with requests: named one by one, or by chance with a seed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.sandbox.stripe.refusals import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong with one request: refused with `status`, or done but its reply lost.

    `is_kept`: Stripe had begun, so the same idempotency key gets the same refusal again.
    `slow_s` only makes it wait before it is done, long enough for a client to give up.
    """

    status: int | None = None
    is_kept: bool = False
    slow_s: float = 0

    @property
    def loses_reply(self) -> bool:
        """It is done, and the connection breaks before anybody hears of it."""
        return self.status is None and not self.slow_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Storm:
    """Shares of requests (0 to 1) that fail, by chance; the same seed, the same chances."""

    seed: int
    failed: float = 0
    busy: float = 0
    lost: float = 0
    _chance: random.Random = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_chance", random.Random(self.seed))  # noqa: S311 - no secret

    def next(self) -> Fault | None:
        """What happens to the next request."""
        drawn = self._chance.random()
        for share, fault in (
            (self.failed, Fault(status=500)),
            (self.busy, Fault(status=429)),
            (self.lost, Fault()),
        ):
            if drawn < share:
                return fault
            drawn -= share
        return None


_SAID: Final[Mapping[int, tuple[str, str | None]]] = {
    402: ("card_error", "card_declined"),
    409: ("idempotency_error", "idempotency_key_in_use"),
    429: ("invalid_request_error", "rate_limit"),
}


def refusal_of(status: int) -> Refusal:
    """The refusal with `status` in Stripe's shape."""
    kind, code = _SAID.get(status, (None, None))
    return Refusal(status, "injected by a test", kind=kind, code=code)
