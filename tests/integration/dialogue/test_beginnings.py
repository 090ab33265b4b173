"""A turn that is run again starts from the contact as its first action found them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.model import Contact
from bot.dialogue import answers, beginnings
from bot.dialogue.answers import ActionCall
from bot.inbox.store import Inbox, InboxItem
from bot.kernel.ids import Wamid
from bot.kernel.messages import IncomingText
from bot.kernel.privacy import Vault
from tests.support.clock import HandClock
from tests.support.people import NOW, VERIFIED, arrive, contact

TURN = Wamid("wamid.1")


@pytest.fixture(autouse=True)
async def arrived(conn: AsyncConnection, vault: Vault, clock: HandClock) -> None:
    """The message whose turn it is."""
    item = InboxItem(
        wamid=TURN,
        contact_id=await arrive(conn, clock),
        message=IncomingText(text="hola"),
        vendor_at=NOW,
    )
    await Inbox(vault).insert(conn, [item])


async def keep(conn: AsyncConnection, call: int, found: Contact | None) -> None:
    made = ActionCall(turn_id=TURN, call=call, action="action_greet", input_hash="hash")
    await answers.keep(conn, made, {}, found=found and beginnings.to_json(found))


async def test_a_turn_without_actions_starts_from_the_contact_as_it_is(
    conn: AsyncConnection,
) -> None:
    now = contact(holder="agent")
    assert await beginnings.as_begun(conn, TURN, now) == now


async def test_what_the_actions_changed_is_undone_for_the_start(conn: AsyncConnection) -> None:
    before = contact(identity_open=True)
    await keep(conn, 1, before)
    await keep(conn, 2, None)
    after = replace(
        before, identity_open=False, holder="agent", holder_epoch=1, opted_out_at=NOW, **VERIFIED
    )
    begun = await beginnings.as_begun(conn, TURN, after)
    assert begun == replace(before, customer_id=after.customer_id)


async def test_moments_come_back_as_they_were(conn: AsyncConnection) -> None:
    before = contact(opted_out_at=NOW, **VERIFIED)
    await keep(conn, 1, before)
    later = replace(before, opted_out_at=None, verified_until=NOW + timedelta(hours=9))
    assert await beginnings.as_begun(conn, TURN, later) == before
