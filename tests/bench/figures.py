"""What was measured, as numbers that can be printed, compared and stored. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

ACK_RATE = 300
ACK_P50_MS = 50.0
ACK_P99_MS = 250.0
TIMES_FASTER = 3.0
GROWTH = 1.5
LENGTHS = (5, 100, 300)
KINDS = ("plain", "action")


def quantile(values: Sequence[float], share: float) -> float:
    """The nearest-rank quantile; `share` of the values are not above it."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def median(values: Sequence[float]) -> float:
    return quantile(values, 0.5)


@dataclass(frozen=True, kw_only=True)
class Acks:
    """One run against the webhook; `offered` is None when each connection asked at once again."""

    name: str
    offered: float | None
    seconds: float
    latencies_ms: list[float]
    refused: int

    @property
    def rate(self) -> float:
        return len(self.latencies_ms) / self.seconds

    def q(self, share: float) -> float:
        return quantile(self.latencies_ms, share)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One turn: all of it, and the part spent waiting for the engine (for Saldo only)."""

    system: str
    kind: str
    length: int
    ms: float
    engine_ms: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Throughput:
    """Turns of many contacts at once."""

    system: str
    contacts: int
    turns: int
    seconds: float

    @property
    def rate(self) -> float:
        return self.turns / self.seconds


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A promise, what was measured, and whether it holds."""

    promise: str
    measured: str
    holds: bool


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Everything of one run."""

    acks: list[Acks]
    samples: list[Sample]
    throughput: list[Throughput]

    def of(self, system: str, kind: str, length: int) -> list[Sample]:
        wanted = (system, kind, length)
        return [s for s in self.samples if (s.system, s.kind, s.length) == wanted]

    def typical(self, system: str, kind: str, length: int) -> float:
        return median([sample.ms for sample in self.of(system, kind, length)])

    def times_faster(self, kind: str, length: int) -> float:
        return self.typical("stock", kind, length) / self.typical("saldo", kind, length)

    def bars(self) -> list[Bar]:
        return [*self._ack_bars(), *self._speed_bars(), *self._growth_bars()]

    def _ack_bars(self) -> list[Bar]:
        steady = next(run for run in self.acks if run.offered == ACK_RATE)
        flat_out = next(run for run in self.acks if run.offered is None)
        keeps_up = steady.rate >= 0.99 * ACK_RATE and not steady.refused
        return [
            Bar(
                promise=f"acknowledged at {ACK_RATE}/s, nothing refused",
                measured=f"{steady.rate:.0f}/s, {steady.refused} refused",
                holds=keeps_up,
            ),
            _below(f"ack p50 at {ACK_RATE}/s", steady.q(0.5), ACK_P50_MS),
            _below(f"ack p99 at {ACK_RATE}/s", steady.q(0.99), ACK_P99_MS),
            Bar(
                promise=f"flat out at least {ACK_RATE}/s",
                measured=f"{flat_out.rate:.0f}/s",
                holds=flat_out.rate >= ACK_RATE,
            ),
        ]

    def _speed_bars(self) -> list[Bar]:
        return [
            Bar(
                promise=f"action turn {length}: at least {TIMES_FASTER:.0f} times stock's speed",
                measured=f"{self.times_faster('action', length):.1f} times",
                holds=self.times_faster("action", length) >= TIMES_FASTER,
            )
            for length in LENGTHS
        ]

    def _growth_bars(self) -> list[Bar]:
        first, last = LENGTHS[0], LENGTHS[-1]
        typical = {kind: [self.typical("saldo", kind, n) for n in (first, last)] for kind in KINDS}
        return [
            Bar(
                promise=f"{kind} turn {last}: at most {GROWTH} times turn {first}",
                measured=f"{after / before:.2f} times",
                holds=after / before <= GROWTH,
            )
            for kind, (before, after) in typical.items()
        ]


def _below(name: str, value: float, limit: float) -> Bar:
    promise, measured = f"{name} at most {limit:.0f} ms", f"{value:.1f} ms"
    return Bar(promise=promise, measured=measured, holds=value <= limit)
