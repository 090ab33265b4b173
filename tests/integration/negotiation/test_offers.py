"""Offers as they were shown: one round open, one set of terms waiting, a yes that counts once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import Rejected
from bot.kernel.ids import ContactId, OfferId, OutboxId
from bot.ledger.model import KeyReused
from bot.ledger.policy_versions import record_policy_version
from bot.negotiation import offers
from bot.negotiation.offers import Offer
from bot.outbox.tables import outbox
from tests.builders.ledger import ACCOUNT, META, NOW, charge, lend, show, terms

FULL = terms("full", "120")
PLAN = terms("plan", "60", "60")
SENT = OutboxId("out_1")


@pytest.fixture
async def contact_id(conn: AsyncConnection) -> ContactId:
    """A contact who owes, and an outgoing message to hang terms on."""
    found = await lend(conn, charge("c1", "120"))
    row = {
        "id": SENT,
        "contact_id": found,
        "origin": "bot",
        "reply_key": "terms.full",
        "message": {},
        "state": "sent",
        "attempts": 1,
        "created_at": NOW,
    }
    await conn.execute(sa.insert(outbox).values(**row))
    return found


async def states(conn: AsyncConnection, shown: list[Offer]) -> list[str]:
    found = [await offers.get(conn, offer.id) for offer in shown]
    return [offer.state for offer in found if offer]


async def test_a_round_comes_back_as_it_was_shown(
    conn: AsyncConnection, contact_id: ContactId
) -> None:
    shown = await show(conn, contact_id, FULL, PLAN)
    assert await offers.open_round(conn, contact_id, now=NOW) == shown
    assert [(o.position, o.terms, o.meta) for o in shown] == [(1, FULL, META), (2, PLAN, META)]


async def test_an_offer_that_is_not_ours_is_none(conn: AsyncConnection) -> None:
    assert await offers.get(conn, "off_invented") is None


async def test_a_new_round_supersedes_the_one_before(
    conn: AsyncConnection, contact_id: ContactId
) -> None:
    before = await show(conn, contact_id, FULL, PLAN)
    after = await show(conn, contact_id, PLAN)
    assert await states(conn, before) == ["superseded", "superseded"]
    assert await offers.open_round(conn, contact_id, now=NOW) == after


async def test_an_expired_round_is_not_open(conn: AsyncConnection, contact_id: ContactId) -> None:
    (offer,) = await show(conn, contact_id, FULL)
    later = NOW + timedelta(days=2)
    assert offer.is_open(NOW)
    assert not offer.is_open(later)
    assert await offers.open_round(conn, contact_id, now=later) == []


async def test_only_one_set_of_terms_waits_for_a_yes(
    conn: AsyncConnection, contact_id: ContactId
) -> None:
    first, second = await show(conn, contact_id, FULL, PLAN)
    await offers.mark_terms(conn, first.id, outbox_id=SENT)
    await offers.mark_terms(conn, second.id, outbox_id=SENT)
    waiting = await offers.open_terms(conn, contact_id)
    assert waiting is not None
    assert (waiting.id, waiting.terms_outbox_id) == (second.id, SENT)
    assert await states(conn, [first, second]) == ["shown", "terms"]


async def test_a_yes_accepts_the_terms_and_ends_the_round(
    conn: AsyncConnection, contact_id: ContactId
) -> None:
    shown = await show(conn, contact_id, FULL, PLAN)
    await offers.mark_terms(conn, shown[1].id, outbox_id=SENT)
    await offers.accept(conn, shown[1].id)
    await offers.accept(conn, shown[1].id)
    assert await states(conn, shown) == ["superseded", "accepted"]
    assert await offers.open_terms(conn, contact_id) is None


async def test_a_no_leaves_the_other_offers_open(
    conn: AsyncConnection, contact_id: ContactId
) -> None:
    shown = await show(conn, contact_id, FULL, PLAN)
    await offers.mark_terms(conn, shown[0].id, outbox_id=SENT)
    await offers.decline(conn, shown[0].id)
    assert await states(conn, shown) == ["declined", "shown"]


async def test_an_offer_whose_terms_were_not_shown_cannot_be_accepted(
    conn: AsyncConnection, contact_id: ContactId
) -> None:
    (offer,) = await show(conn, contact_id, FULL)
    with pytest.raises(Rejected) as refused:
        await offers.accept(conn, offer.id)
    assert refused.value.code == "offer_not_open"


async def test_closing_ends_what_is_open_and_nothing_else(
    conn: AsyncConnection, contact_id: ContactId
) -> None:
    shown = await show(conn, contact_id, FULL, PLAN)
    await offers.decline(conn, shown[0].id)
    assert await offers.close_open(conn, contact_id) == 1
    assert await states(conn, shown) == ["declined", "closed"]


@pytest.mark.parametrize("offer_id", ["off_invented", None])
async def test_terms_are_not_shown_of_an_offer_that_is_over(
    conn: AsyncConnection, contact_id: ContactId, offer_id: str | None
) -> None:
    (offer,) = await show(conn, contact_id, FULL)
    await offers.close_open(conn, contact_id)
    with pytest.raises(Rejected):
        await offers.mark_terms(conn, OfferId(offer_id or offer.id), outbox_id=SENT)


async def test_an_empty_round_only_ends_the_one_before(
    conn: AsyncConnection, contact_id: ContactId
) -> None:
    shown = await show(conn, contact_id, FULL)
    assert await show(conn, contact_id) == []
    assert await states(conn, shown) == ["superseded"]


async def test_an_offer_needs_a_recorded_policy_version(
    conn: AsyncConnection, contact_id: ContactId
) -> None:
    draft = offers.OfferDraft(terms=FULL, expires_at=NOW + timedelta(days=1))
    with pytest.raises(IntegrityError, match="fk_offers_policy_version"):
        await offers.record_round(
            conn, [draft], contact_id=contact_id, account_id=ACCOUNT, meta=META, now=NOW
        )


async def record(conn: AsyncConnection, content_hash: str) -> None:
    await record_policy_version(
        conn, "demo", version=1, content_hash=content_hash, document="rules: []", now=NOW
    )


async def test_a_policy_version_is_recorded_once(conn: AsyncConnection) -> None:
    await record(conn, "h1")
    await record(conn, "h1")
    with pytest.raises(KeyReused, match="version 1 is recorded with another content"):
        await record(conn, "h2")


async def test_a_recorded_policy_version_cannot_be_changed(conn: AsyncConnection) -> None:
    await record(conn, "h1")
    with pytest.raises(IntegrityError, match="append-only"):
        await conn.execute(sa.text("UPDATE policy_versions SET document = ''"))
