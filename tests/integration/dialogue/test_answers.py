"""Stored answers: the same call is given the same one, another call stops the turn."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.dialogue import beginnings
from bot.dialogue.answers import ActionCall, ReplayDiffers, action_answers, keep, stored
from bot.kernel.ids import Wamid
from tests.support.debtor import Debtor
from tests.support.people import NOW, VERIFIED, contact

ANSWER = {"events": [], "responses": [{"custom": {"key": "goodbye"}}]}


@pytest.fixture
async def call(stranger: Debtor) -> ActionCall:
    """The first call of the turn of a message that came in."""
    turn_id = (await stranger.says("hola")).turn_id
    return ActionCall(turn_id=turn_id, call=1, action="action_greet", input_hash="h")


async def test_a_call_that_was_not_made_has_no_answer(
    conn: AsyncConnection, call: ActionCall
) -> None:
    assert await stored(conn, call) is None


async def test_the_same_call_is_given_the_same_answer(
    conn: AsyncConnection, call: ActionCall
) -> None:
    await keep(conn, call, ANSWER)
    assert [await stored(conn, call) for _ in range(3)] == [ANSWER] * 3


@pytest.mark.parametrize("other", [{"action": "action_opt_out"}, {"input_hash": "another"}])
async def test_a_call_that_differs_is_refused(
    conn: AsyncConnection, call: ActionCall, other
) -> None:
    await keep(conn, call, ANSWER)
    with pytest.raises(ReplayDiffers, match="call 1 was"):
        await stored(conn, replace(call, **other))


@pytest.mark.parametrize("other", [{"call": 2}, {"turn_id": Wamid("w2")}])
async def test_another_place_is_another_call(
    conn: AsyncConnection, call: ActionCall, other
) -> None:
    await keep(conn, call, ANSWER)
    assert await stored(conn, replace(call, **other)) is None


async def test_a_call_is_kept_once(conn: AsyncConnection, call: ActionCall) -> None:
    await keep(conn, call, ANSWER)
    with pytest.raises(IntegrityError):
        await keep(conn, call, ANSWER)


@pytest.mark.parametrize(
    "found",
    [
        {},
        VERIFIED,
        {"opted_out_at": NOW, "language": "en", "language_is_fixed": True},
        {"identity_open": True, "holder": "agent", "holder_epoch": 7},
    ],
)
async def test_a_turn_begins_again_from_the_contact_it_began_from(
    conn: AsyncConnection, call: ActionCall, found
) -> None:
    begun, now = contact(**found), contact(identity_open=True, holder_epoch=9, language="en")
    await keep(conn, call, ANSWER, found=beginnings.to_json(begun))
    again = await beginnings.as_begun(conn, call.turn_id, now)
    assert beginnings.to_json(again) == beginnings.to_json(begun)
    assert (again.id, again.epoch) == (now.id, now.epoch)


async def test_a_turn_without_an_action_begins_from_the_contact_as_it_is(
    conn: AsyncConnection, call: ActionCall
) -> None:
    assert await beginnings.as_begun(conn, call.turn_id, contact()) == contact()
    assert (await conn.execute(sa.select(action_answers))).first() is None
