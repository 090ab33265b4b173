"""What was measured of the ledger, as numbers that can be printed, compared and stored. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.figures import Bar, quantile

GROWTH = 1.3
SHARES = {"p50": 0.5, "p99": 0.99}
READS = ("ordinary", "long")


@dataclass(frozen=True, kw_only=True)
class Read:
    """One reading of a balance, in books of so many entries."""

    account: str
    entries: int
    ms: float


@dataclass(frozen=True, kw_only=True)
class Posted:
    """Payments posted and committed by so many processes at once."""

    workers: int
    entries: int
    payments: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class LedgerFigures:
    """Everything of one run."""

    sizes: Sequence[int]
    workers: Sequence[int]
    reads: list[Read]
    posted: list[Posted]

    def read_ms(self, account: str, entries: int, share: float) -> float:
        wanted = (account, entries)
        return quantile([r.ms for r in self.reads if (r.account, r.entries) == wanted], share)

    def read_growth(self, account: str, share: float) -> float:
        """How many times longer it takes in the largest books than in the smallest."""
        least, most = (self.read_ms(account, n, share) for n in (self.sizes[0], self.sizes[-1]))
        return most / least

    def rate(self, workers: int, entries: int) -> float:
        """Payments a second over all runs."""
        runs = [p for p in self.posted if (p.workers, p.entries) == (workers, entries)]
        return sum(run.payments for run in runs) / sum(run.seconds for run in runs)

    def slowdown(self, workers: int) -> float:
        """How many times fewer payments a second go into the largest books."""
        return self.rate(workers, self.sizes[0]) / self.rate(workers, self.sizes[-1])

    def bars(self) -> list[Bar]:
        reading = [
            _bar(f"{account} account's balance, {name}", self.read_growth(account, share))
            for account in READS
            for name, share in SHARES.items()
        ]
        posting = [_bar(f"posting on {n}", self.slowdown(n)) for n in self.workers]
        return [*reading, *posting]


def _bar(what: str, growth: float) -> Bar:
    return Bar(
        promise=f"{what}: growth at most {GROWTH} times",
        measured=f"{growth:.2f} times",
        holds=growth <= GROWTH,
    )
