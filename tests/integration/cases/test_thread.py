"""The thread of a case: what was exchanged, and what happened."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases.model import Author, Case, Reason
from bot.cases.store import close, open_case
from bot.cases.thread import HISTORY, last_words, thread
from bot.contacts.model import Contact
from bot.kernel.messages import Reply
from bot.kernel.privacy import Vault
from tests.desk_people import NOW, says, stranger, verified
from tests.support.clock import HandClock
from tests.support.way_out import way_out


async def opened(conn: AsyncConnection, contact: Contact) -> Case:
    return await open_case(
        conn, contact_id=contact.id, reason=Reason.ALREADY_PAID, now=NOW, hand_over=False
    )


async def test_an_unverified_contacts_digits_are_hidden(
    conn: AsyncConnection, vault: Vault
) -> None:
    contact = await stranger(conn)
    await says(conn, vault, contact, "nací el 14/06/1987")
    case = await opened(conn, contact)
    lines = await thread(conn, vault, case.id, now=NOW)
    assert [line.text for line in lines if line.text] == ["nací el ••/••/••••"]


async def test_a_verified_contacts_words_are_shown_whole(
    conn: AsyncConnection, vault: Vault
) -> None:
    contact = await verified(conn, vault)
    await says(conn, vault, contact, "pagué 500")
    case = await opened(conn, contact)
    assert "pagué 500" in [line.text for line in await thread(conn, vault, case.id, now=NOW)]


async def test_ten_lines_before_the_case_and_all_since_are_shown_in_order(
    conn: AsyncConnection, vault: Vault
) -> None:
    contact = await verified(conn, vault)
    for minute in range(-15, 15):
        await says(conn, vault, contact, str(minute), NOW + timedelta(minutes=minute))
    case = await opened(conn, contact)
    shown = [line.text for line in await thread(conn, vault, case.id, now=NOW) if line.text]
    assert shown == [str(minute) for minute in range(-HISTORY + 1, 15)]
    assert len(await last_words(conn, vault, case)) == HISTORY


async def test_what_was_said_after_closing_stays_out(conn: AsyncConnection, vault: Vault) -> None:
    contact = await verified(conn, vault)
    case = await opened(conn, contact)
    await close(conn, case.id, NOW + timedelta(minutes=1))
    await says(conn, vault, contact, "gracias", NOW + timedelta(minutes=2))
    assert [line.code for line in await thread(conn, vault, case.id, now=NOW)] == ["opened"]


async def test_our_own_messages_show_how_far_they_came(
    conn: AsyncConnection, vault: Vault, clock: HandClock
) -> None:
    contact = await stranger(conn)
    await way_out(clock).enqueue(
        conn, Reply(key="human.handoff"), contact_id=contact.id, origin="bot"
    )
    case = await opened(conn, contact)
    ours = [
        line for line in await thread(conn, vault, case.id, now=NOW) if line.author is Author.BOT
    ]
    assert [line.state for line in ours] == ["queued"]
