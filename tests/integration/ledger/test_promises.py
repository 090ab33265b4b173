"""Promises in the books: their own terms for good, and what payments make of them."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.kernel.ids import Wamid
from bot.kernel.money import Money
from bot.ledger import ageing
from bot.ledger.decisions import DecisionMeta
from bot.ledger.promises import Promise, PromiseTerms, make_promise, open_promise
from bot.ledger.tables import promises
from bot.policy.schema import content_hash
from tests.support.debtor import ACCOUNT, POLICY, Debtor
from tests.support.refunds import give_back

FRIDAY = date(2026, 11, 27)
META = DecisionMeta(
    policy=POLICY.policy,
    policy_version=POLICY.version,
    content_hash=content_hash(POLICY),
    rule="mx-late",
    why=("mx-late applies",),
)


def terms(amount: str = "1000.00", *, tolerance: str = "5", grace: int = 1) -> PromiseTerms:
    return PromiseTerms(
        amount=Money.parse(amount, "MXN"),
        due_on=FRIDAY,
        grace_days=grace,
        tolerance_pct=Decimal(tolerance),
    )


async def make(debtor: Debtor, *, wamid: str = "wamid.1", **chosen: str) -> Promise:
    return await make_promise(
        debtor.conn,
        account_id=ACCOUNT,
        contact_id=debtor.contact_id,
        terms=terms(**chosen),
        meta=META,
        made_at=debtor.clock.now(),
        made_wamid=Wamid(wamid),
    )


async def states(debtor: Debtor) -> list[str]:
    return sorted(row["state"] for row in await debtor.rows(promises))


@pytest.mark.parametrize(
    ("amount", "tolerance", "least"),
    [("1000.00", "5", "950.00"), ("0.01", "5", "0.01"), ("33.33", "5", "31.67"), ("9", "0", "9")],
)
def test_the_least_that_keeps_a_promise_is_rounded_up(
    amount: str, tolerance: str, least: str
) -> None:
    assert terms(amount, tolerance=tolerance).least == Money.parse(least, "MXN")


@pytest.mark.parametrize(
    ("paid", "state"), [("950.00", "kept"), ("949.99", "open"), ("2000.00", "kept")]
)
async def test_a_payment_within_the_tolerance_keeps_it(
    rocio: Debtor, paid: str, state: str
) -> None:
    await make(rocio)
    await rocio.pays(paid)
    assert await states(rocio) == [state]


async def test_several_payments_keep_it_together(rocio: Debtor) -> None:
    await make(rocio)
    await rocio.pays("400.00")
    await rocio.pays("600.00", source="pi:2")
    assert await states(rocio) == ["kept"]


@pytest.mark.parametrize(("days", "state"), [(7, "kept"), (8, "open")])
async def test_the_last_day_of_grace_still_counts(rocio: Debtor, days: int, state: str) -> None:
    await make(rocio)
    rocio.clock.advance(timedelta(days=days))
    await rocio.pays("1000.00")
    assert await states(rocio) == [state]


async def test_what_was_paid_before_the_promise_does_not_keep_it(rocio: Debtor) -> None:
    await rocio.pays("1000.00")
    rocio.clock.tick()
    await make(rocio)
    await rocio.pays("1.00", source="pi:2")
    assert await states(rocio) == ["open"]


async def test_the_same_message_makes_one_promise(rocio: Debtor) -> None:
    assert await make(rocio) == await make(rocio)
    assert await states(rocio) == ["open"]


async def test_a_later_promise_supersedes_the_one_that_stood(rocio: Debtor) -> None:
    await make(rocio)
    later = await make(rocio, wamid="wamid.2", amount="500.00")
    assert await states(rocio) == ["open", "superseded"]
    assert await open_promise(rocio.conn, ACCOUNT) == later


Change = Callable[[Debtor], Awaitable[object]]


@pytest.mark.parametrize(
    "change", [{"amount_minor": 1}, {"due_on": date(2027, 1, 1)}, {"tolerance_pct": 50}]
)
async def test_its_terms_cannot_be_changed(rocio: Debtor, change: dict[str, object]) -> None:
    await make(rocio)
    with pytest.raises(IntegrityError, match="keeps its own terms"):
        await rocio.conn.execute(sa.update(promises).values(**change))


@pytest.mark.parametrize(("paid", "state"), [(None, "broken"), ("400.00", "partial")])
async def test_the_night_decides_what_was_not_kept(
    rocio: Debtor, paid: str | None, state: str
) -> None:
    await make(rocio)
    if paid is not None:
        await rocio.pays(paid)
    for days in (7, 1):  # the last day of grace, and the day after
        rocio.clock.advance(timedelta(days=days))
        await ageing.age(rocio.conn, ACCOUNT, rocio.clock.now())
        assert await states(rocio) == ([state] if days == 1 else ["open"])


async def test_money_that_came_in_time_still_keeps_a_broken_promise(rocio: Debtor) -> None:
    await make(rocio)
    came = rocio.clock.now() + timedelta(days=6)
    rocio.clock.advance(timedelta(days=9))
    await ageing.age(rocio.conn, ACCOUNT, rocio.clock.now())
    await rocio.pays("1000.00", came=came)
    assert await states(rocio) == ["kept"]


@pytest.mark.parametrize(
    ("days", "minor", "state"),
    [(0, 100_000, "open"), (0, 5_000, "kept"), (20, 100_000, "broken"), (20, 50_000, "partial")],
)
async def test_money_that_goes_back_does_not_keep_a_promise(
    rocio: Debtor, days: int, minor: int, state: str
) -> None:
    await make(rocio)
    posting = await rocio.pays("1000.00")
    rocio.clock.advance(timedelta(days=days))
    now = rocio.clock.now()
    await give_back(
        rocio.conn, posting.transaction_id, minor, source="re:1", day=now.date(), at=now
    )
    assert await states(rocio) == [state]
