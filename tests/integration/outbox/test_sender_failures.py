"""Each kind of failure, and what it means for the message: the same table as the facts."""

import pytest
import sqlalchemy as sa

from bot.outbox.sender import MAX_ATTEMPTS
from bot.outbox.tables import outbox
from bot.outbox.transport import FailureKind, SendFailed
from tests.support.office import Office
from tests.support.people import NOW

HOUR = 3600
WAITS_S = {
    FailureKind.RETRY: [1, 2, 4, 8, None],
    FailureKind.RETRY_PERSON: [4, 16, 64, 256, None],
    FailureKind.RETRY_TOMORROW: [24 * HOUR] * 4 + [None],
    FailureKind.STOP_LINE: [60] * 8,
}
CASES = [
    (kind, attempt, wait_s)
    for kind, waits in WAITS_S.items()
    for attempt, wait_s in enumerate(waits, start=1)
]
FINAL = [
    FailureKind.TEMPLATE_NEEDED,
    FailureKind.PERMANENT,
    FailureKind.OUR_BUG,
    FailureKind.TEMPLATE_OFF,
]


async def fail(office: Office, kind: FailureKind, *, attempt: int = 1) -> sa.RowMapping:
    """Send once, as the given attempt, into this failure."""
    office.transport.failures = [SendFailed(kind, code=7)]
    queued = await office.says(await office.person())
    await office.change(queued, attempts=attempt - 1)
    await office.send()
    left = sa.extract("epoch", outbox.c.retry_at - sa.func.clock_timestamp()).label("left_s")
    async with office.database.transaction() as conn:
        return (await conn.execute(sa.select(outbox, left))).mappings().one()


def test_every_kind_of_failure_is_in_this_table() -> None:
    assert {*WAITS_S, *FINAL, FailureKind.UNKNOWN} == set(FailureKind)


@pytest.mark.parametrize(("kind", "attempt", "wait_s"), CASES)
async def test_a_failure_that_passes_is_tried_again_later(
    office: Office, kind: FailureKind, attempt: int, wait_s: int | None
) -> None:
    row = await fail(office, kind, attempt=attempt)
    if wait_s is None:
        assert (row["state"], row["attempts"]) == ("failed", MAX_ATTEMPTS)
    else:
        assert row["state"] == "queued"
        assert wait_s - 5 < row["left_s"] <= wait_s


@pytest.mark.parametrize("kind", FINAL)
async def test_a_failure_that_stays_is_final_and_noted(office: Office, kind: FailureKind) -> None:
    row = await fail(office, kind)
    assert (row["state"], row["error"]) == ("failed", f"{kind.name.lower()} (code 7)")
    assert await office.incidents() == [f"failed:{kind.name.lower()}"]


async def test_what_may_have_been_sent_is_never_sent_again(office: Office) -> None:
    row = await fail(office, FailureKind.UNKNOWN)
    assert row["state"] == "sending"
    assert await office.send(rounds=3) == 0
    assert office.transport.parcels == []


async def test_a_retry_that_is_due_is_sent(office: Office) -> None:
    row = await fail(office, FailureKind.RETRY)
    assert await office.send() == 0
    await office.make_due()
    assert await office.send() == 1
    assert await office.state(row["id"]) == "sent"


async def test_a_retry_that_the_guard_now_refuses_is_not_sent(office: Office) -> None:
    row = await fail(office, FailureKind.RETRY)
    await office.make_due()
    await office.change_contact(row["contact_id"], opted_out_at=NOW)
    await office.send()
    assert await office.state(row["id"]) == "refused"


async def test_a_status_for_an_attempt_that_seemed_to_fail_stops_the_next(office: Office) -> None:
    row = await fail(office, FailureKind.RETRY)
    await office.hear("delivered", row["id"])
    await office.make_due()
    assert await office.send() == 0
    assert await office.state(row["id"]) == "delivered"


async def test_a_line_that_stands_still_gives_no_message_up(office: Office) -> None:
    row = await fail(office, FailureKind.STOP_LINE, attempt=MAX_ATTEMPTS * 3)
    assert row["state"] == "queued"
    assert await office.incidents() == ["failed:stop_line"]


async def test_when_the_line_stands_still_nobody_else_is_tried(office: Office) -> None:
    sender = office.sender()
    office.transport.failures = [SendFailed(FailureKind.STOP_LINE)]
    await office.says(await office.person())
    assert await sender.send_due() == 1
    await office.says(await office.person("+573001234567"))
    assert await sender.send_due() == 0
    assert office.transport.parcels == []
