"""What several roles share: every adapter, built once from the settings and closed together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import aiohttp
from redis.asyncio import Redis

from bot.compliance.rules import jurisdictions
from bot.dialogue.client import Engine
from bot.inbox.store import Inbox
from bot.kernel.clock import Clock
from bot.kernel.privacy import Vault
from bot.ledger.service import record_policy_version
from bot.locale.catalogs import load_catalogs
from bot.outbox.gate import Outbox
from bot.payments.client import StripeClient
from bot.payments.mode import claim_mode
from bot.policy.load import load as load_policy
from bot.policy.schema import Policy, content_hash
from bot.settings import Settings
from bot.storage import redis as storage_redis
from bot.storage.database import Database
from bot.storage.doorbell import Doorbell
from bot.usecases.notices import CountryNotices
from bot.whatsapp.client import GraphClient
from bot.whatsapp.media import GraphMedia


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What several roles share; built once, closed together."""

    settings: Settings
    clock: Clock
    vault: Vault
    policy: Policy
    database: Database
    redis: Redis
    doorbell: Doorbell
    inbox: Inbox
    outbox: Outbox
    engine: Engine
    stripe: StripeClient
    transport: GraphClient
    media: GraphMedia


@asynccontextmanager
async def open_parts(settings: Settings, clock: Clock) -> AsyncIterator[Parts]:
    """Build what the roles share.

    Raises KeyReused when a recorded policy version was changed, ModeMixed when the Stripe key is
    not of the mode of the payments in this database.
    """
    async with AsyncExitStack() as stack:
        database = Database(settings.database_url)
        stack.push_async_callback(database.close)
        redis = storage_redis.connect(settings.redis_url)
        stack.push_async_callback(storage_redis.disconnect, redis)
        connector = aiohttp.TCPConnector(limit=128)
        session = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
        jurisdictions()  # read now: a mistake in it must keep us from starting
        policy = load_policy(settings.policy_file)
        await _record_policy(database, policy, settings=settings, clock=clock)
        async with database.transaction() as conn:
            await claim_mode(conn, is_live=settings.stripe_is_live)
        vault = Vault(settings.identity_key.get_secret_value())
        yield Parts(
            settings=settings,
            clock=clock,
            vault=vault,
            policy=policy,
            database=database,
            redis=redis,
            doorbell=Doorbell(redis),
            inbox=Inbox(vault),
            outbox=Outbox(load_catalogs(), clock, CountryNotices()),
            engine=Engine(settings.engine_urls, session),
            stripe=_stripe(settings, session),
            transport=_transport(settings, session),
            media=_media(settings, session),
        )


async def _record_policy(
    database: Database, policy: Policy, *, settings: Settings, clock: Clock
) -> None:
    async with database.transaction() as conn:
        await record_policy_version(
            conn,
            policy.policy,
            version=policy.version,
            content_hash=content_hash(policy),
            document=settings.policy_file.read_text(encoding="utf-8"),
            now=clock.now(),
        )


def _stripe(settings: Settings, session: aiohttp.ClientSession) -> StripeClient:
    key = settings.stripe_secret_key.get_secret_value()
    return StripeClient(key, session, api_url=settings.stripe_api_url)


def _transport(settings: Settings, session: aiohttp.ClientSession) -> GraphClient:
    return GraphClient(
        session,
        api_url=settings.whatsapp_api_url,
        token=settings.whatsapp_token.get_secret_value(),
        phone_number_id=settings.whatsapp_phone_number_id,
    )


def _media(settings: Settings, session: aiohttp.ClientSession) -> GraphMedia:
    return GraphMedia(
        session,
        api_url=settings.whatsapp_api_url,
        token=settings.whatsapp_token.get_secret_value(),
        phone_number_id=settings.whatsapp_phone_number_id,
    )
