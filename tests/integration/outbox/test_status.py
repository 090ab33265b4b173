"""Statuses arrive late, twice, out of order, in unknown words; messages only go forward."""

from itertools import permutations

import pytest
from sqlalchemy.exc import IntegrityError

from bot.kernel.ids import OutboxId, Wamid
from tests.support.office import Office


@pytest.fixture
async def sent(office: Office) -> OutboxId:
    outbox_id = await office.says(await office.person())
    await office.send()
    return outbox_id


@pytest.mark.parametrize("order", list(permutations(["sent", "delivered", "read"])))
async def test_in_any_order_the_furthest_counts(
    office: Office, sent: OutboxId, order: tuple[str, ...]
) -> None:
    for word in order:
        await office.hear(word, sent)
    assert await office.state(sent) == "read"
    assert await office.statuses() == ["delivered", "read", "sent"]


@pytest.mark.parametrize("word", ["sent", "delivered", "read", "failed"])
async def test_a_status_five_times_is_kept_once(office: Office, sent: OutboxId, word: str) -> None:
    for _ in range(5):
        await office.hear(word, sent)
    assert await office.state(sent) == word
    assert await office.statuses() == [word]


@pytest.mark.parametrize(
    ("before", "word", "after"),
    [
        ("delivered", "sent", "delivered"),
        ("read", "sent", "read"),
        ("read", "delivered", "read"),
        ("delivered", "failed", "delivered"),
        ("read", "failed", "read"),
        ("failed", "sent", "failed"),
        ("failed", "delivered", "failed"),
        ("refused", "delivered", "refused"),
        ("unknown", "delivered", "delivered"),
        ("unknown", "failed", "failed"),
        ("sent", "failed", "failed"),
        ("sending", "sent", "sent"),
        ("queued", "read", "read"),
    ],
)
async def test_a_status_never_moves_a_message_back(
    office: Office, sent: OutboxId, before: str, word: str, after: str
) -> None:
    await office.change(sent, state=before)
    await office.hear(word, sent)
    assert await office.state(sent) == after
    assert await office.statuses() == [word]


@pytest.mark.parametrize("word", ["played", "warning", "", "SENT", "deleted"])
async def test_a_word_we_do_not_know_is_kept_and_changes_nothing(
    office: Office, sent: OutboxId, word: str
) -> None:
    await office.hear(word, sent)
    assert await office.state(sent) == "sent"
    assert await office.statuses() == [word]


async def test_a_status_without_our_id_is_found_by_the_vendors(
    office: Office, sent: OutboxId
) -> None:
    await office.hear("read", None, wamid=Wamid(f"wamid.{sent}"))
    assert await office.state(sent) == "read"


async def test_a_status_before_the_answer_is_found_by_our_id(office: Office) -> None:
    cut = await office.says(await office.person())
    await office.left_sending(cut, ago_s=1)
    await office.hear("sent", cut, wamid=Wamid("wamid.new"))
    row = await office.row(cut)
    assert (row["state"], row["wamid"]) == ("sent", "wamid.new")
    assert row["sent_at"] is not None


async def test_a_status_of_a_message_we_never_sent_is_only_kept(
    office: Office, sent: OutboxId
) -> None:
    await office.hear("read", OutboxId("out_nobody"), wamid=Wamid("wamid.nobody"))
    assert await office.state(sent) == "sent"
    assert await office.statuses() == ["read"]


async def test_a_failure_keeps_its_code(office: Office, sent: OutboxId) -> None:
    await office.hear("failed", sent, error_code=131026)
    assert (await office.row(sent))["error"] == "131026"


async def test_a_failure_that_comes_too_late_leaves_no_error(
    office: Office, sent: OutboxId
) -> None:
    await office.hear("read", sent)
    await office.hear("failed", sent, error_code=131026)
    assert (await office.row(sent))["error"] is None


async def test_the_moment_of_sending_is_not_moved_by_later_statuses(
    office: Office, sent: OutboxId
) -> None:
    before = (await office.row(sent))["sent_at"]
    await office.hear("read", sent)
    assert (await office.row(sent))["sent_at"] == before


async def test_the_database_knows_no_other_state(office: Office, sent: OutboxId) -> None:
    with pytest.raises(IntegrityError):
        await office.change(sent, state="lost")
