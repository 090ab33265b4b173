"""The policy documents that ever made an offer: recorded once, never changed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ledger.model import KeyReused
from bot.ledger.tables import policy_versions


async def record_policy_version(
    conn: AsyncConnection,
    policy: str,
    *,
    version: int,
    content_hash: str,
    document: str,
    now: datetime,
) -> None:
    """Keep this version's text; recording it again changes nothing.

    Raises KeyReused when the version was recorded with another content: a change is a new version.
    """
    await conn.execute(
        insert(policy_versions)
        .values(
            policy=policy,
            version=version,
            content_hash=content_hash,
            document=document,
            recorded_at=now,
        )
        .on_conflict_do_nothing(index_elements=["policy", "version"])
    )
    recorded = await conn.scalar(
        sa.select(policy_versions.c.content_hash).where(
            policy_versions.c.policy == policy, policy_versions.c.version == version
        )
    )
    if recorded != content_hash:
        raise KeyReused(f"policy {policy} version {version} is recorded with another content")
