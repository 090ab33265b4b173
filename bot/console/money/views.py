"""What the reconciliation's pages show, as plain values: no request, no template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.console.views import ago
from bot.kernel.ids import AccountId
from bot.kernel.messages import Language
from bot.kernel.money import Money
from bot.locale.formats import moment, money, whole
from bot.payments.reconciliation.model import Dated, Kind, KindTotal, Weight
from bot.payments.reconciliation.store import Run
from bot.payments.reconciliation.words import kind_words

_BUCKETS: Final[tuple[tuple[str, int], ...]] = (("day", 1), ("week", 8), ("month", 31))
AGES: Final = ("day", "week", "month", "older")


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyRow:
    """What all differences in one currency come to."""

    currency: str
    count: int
    expected: str
    found: str
    gap: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeBar:
    """How many differences are so old, and what they come to; `share` is per cent of the most."""

    age: str
    count: int
    amounts: str
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """One finding of the list."""

    kind: Kind
    weight: Weight
    name: str
    meaning: str
    subject: str
    folio: str | None
    account_id: AccountId | None
    last4: str | None
    expected: str
    found: str
    gap: str
    age: str
    began_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunHead:
    """What a run says of itself."""

    id: str
    state: str
    is_clean: bool
    differences: int
    pending: int
    ageing: int
    at: str
    by: str
    since: str
    looked_at: str
    error: str


def head(run: Run, language: Language) -> RunHead:
    """A run in a few words; `is_clean`: it could look, and nothing differs."""
    return RunHead(
        id=run.id,
        state=run.state,
        is_clean=run.state == "done" and not run.differences,
        differences=run.differences,
        pending=run.pending,
        ageing=run.ageing,
        at=told(run.finished_at, language),
        by=run.asked_by,
        since=run.since.date().isoformat(),
        looked_at=whole(sum(run.looked_at.values()), language),
        error=run.error or "",
    )


def currency_rows(totals: Iterable[KindTotal], language: Language) -> list[CurrencyRow]:
    """What the differences come to, a row per currency."""
    sums: dict[str, list[int]] = {}
    for each in totals:
        if each.weight is Weight.DIFFERENCE and each.currency:
            row = sums.setdefault(each.currency, [0, 0, 0])
            row[0] += each.count
            row[1] += each.expected_minor
            row[2] += each.found_minor
    return [
        CurrencyRow(
            currency=currency,
            count=count,
            expected=money(Money(expected, currency), language),
            found=money(Money(found, currency), language),
            gap=money(Money(found - expected, currency), language),
        )
        for currency, (count, expected, found) in sorted(sums.items())
    ]


def age_bars(found: Sequence[Dated], *, now: datetime, language: Language) -> list[AgeBar]:
    """The differences by age, all four ages named, with what they come to without signs."""
    wrong = [each for each in found if each.finding.weight is Weight.DIFFERENCE]
    groups = {age: [each for each in wrong if age_of(each, now) == age] for age in AGES}
    most = max((len(group) for group in groups.values()), default=0) or 1
    return [
        AgeBar(
            age=age,
            count=len(group),
            amounts=" · ".join(money(each, language) for each in _sizes(group)),
            share=100 * len(group) // most,
        )
        for age, group in groups.items()
    ]


def age_of(dated: Dated, now: datetime) -> str:
    """Which of the four ages it is of."""
    days = (now - dated.began_at).days
    return next((name for name, end in _BUCKETS if days < end), "older")


def chosen(found: Sequence[Dated], *, kind: str, age: str, now: datetime) -> list[Dated]:
    """Those of a kind and an age; an empty wish chooses all."""
    return [
        each
        for each in found
        if kind in ("", each.finding.kind) and age in ("", age_of(each, now))
    ]


def kinds_of(found: Sequence[Dated], language: Language) -> list[tuple[Kind, str]]:
    """The kinds that were found, with their names, in the kinds' order."""
    present = {each.finding.kind for each in found}
    return [(kind, kind_words(kind, language).name) for kind in Kind if kind in present]


def finding_rows(
    found: Iterable[Dated], *, last4: Mapping[AccountId, str], now: datetime, language: Language
) -> list[FindingRow]:
    """The rows of the list."""
    return [_row(each, last4=last4, now=now, language=language) for each in found]


def told(at: datetime, language: Language) -> str:
    """A moment as the pages say it: in UTC, because accounts live in several zones."""
    return moment(at, language, zone="UTC", style="short")


def _row(
    dated: Dated, *, last4: Mapping[AccountId, str], now: datetime, language: Language
) -> FindingRow:
    found = dated.finding
    words = kind_words(found.kind, language)
    return FindingRow(
        kind=found.kind,
        weight=found.weight,
        name=words.name,
        meaning=words.meaning,
        subject=found.subject,
        folio=found.folio,
        account_id=found.account_id,
        last4=last4.get(found.account_id) if found.account_id else None,
        expected=_said(found.expected, language),
        found=_said(found.found, language),
        gap=_said(found.gap, language),
        age=ago(max(now - dated.began_at, timedelta(0)), language),
        began_at=told(dated.began_at, language),
    )


def _said(amount: Money | None, language: Language) -> str:
    return "" if amount is None else money(amount, language)


def _sizes(group: Sequence[Dated]) -> list[Money]:
    sums: dict[str, int] = {}
    for each in group:
        gap = each.finding.gap
        if gap is not None:
            sums[gap.currency] = sums.get(gap.currency, 0) + abs(gap.amount_minor)
    return [Money(minor, currency) for currency, minor in sorted(sums.items())]
