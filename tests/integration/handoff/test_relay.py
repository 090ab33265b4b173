"""A contact's words on their way to the people who have the chat."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases import notes
from bot.cases.model import DeskState, Reason
from bot.cases.store import open_case
from bot.handoff.relay import relay_inbound
from bot.kernel.ids import Wamid
from bot.kernel.privacy import Vault
from tests.desk_people import NOW, stranger, verified

WAMID = Wamid("wamid.1")


async def waiting(conn: AsyncConnection, vault: Vault) -> list[str]:
    return [note.text for note in await notes.claim_for_desk(conn, vault) if note.text]


async def test_an_unverified_contacts_digits_never_reach_the_desk(
    conn: AsyncConnection, vault: Vault
) -> None:
    contact = await stranger(conn)
    await relay_inbound(
        conn, vault, contact=contact, text="soy del 14/06/87", wamid=WAMID, now=NOW
    )
    assert await waiting(conn, vault) == ["soy del ••/••/••"]


async def test_a_verified_contacts_words_reach_the_desk_whole(
    conn: AsyncConnection, vault: Vault
) -> None:
    contact = await verified(conn, vault)
    await relay_inbound(conn, vault, contact=contact, text="pagué 500", wamid=WAMID, now=NOW)
    assert await waiting(conn, vault) == ["pagué 500"]


async def test_a_message_handled_again_is_relayed_once(
    conn: AsyncConnection, vault: Vault
) -> None:
    contact = await stranger(conn)
    for _ in range(2):
        await relay_inbound(conn, vault, contact=contact, text="hola", wamid=WAMID, now=NOW)
    assert await waiting(conn, vault) == ["hola"]


async def test_words_go_to_the_case_that_holds_the_chat(
    conn: AsyncConnection, vault: Vault
) -> None:
    contact = await stranger(conn)
    held = await open_case(
        conn, contact_id=contact.id, reason=Reason.THREAT, now=NOW, hand_over=True
    )
    case = await relay_inbound(conn, vault, contact=contact, text="hola", wamid=WAMID, now=NOW)
    assert case.id == held.id


async def test_leased_notes_are_not_handed_out_twice(conn: AsyncConnection, vault: Vault) -> None:
    contact = await stranger(conn)
    await relay_inbound(conn, vault, contact=contact, text="hola", wamid=WAMID, now=NOW)
    claimed = await notes.claim_for_desk(conn, vault)
    assert await notes.claim_for_desk(conn, vault) == []
    await notes.mark_desk(conn, claimed, DeskState.UNKNOWN)
    again = await notes.claim_for_desk(conn, vault)
    assert {note.desk_state for note in again} == {DeskState.UNKNOWN}
