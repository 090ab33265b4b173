"""Stripe's events: what we listen to, and reading one from a signed request. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError
from stripe import SignatureVerificationError, WebhookSignature

from bot.kernel.errors import Rejected

# Each only says "look at this object"; at most 20, so that the sweep can ask for them by name.
LISTENED: Final = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.processing",
    "payment_intent.requires_action",
    "payment_intent.partially_funded",
    "payment_intent.canceled",
    "charge.refunded",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
)
_TOLERANCE: Final = timedelta(seconds=300)


class EventRefused(Rejected):
    """The request is not an event Stripe sent us; `code` names why and holds nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventNotice:
    """That something happened to `object_id`; nothing else of an event is believed or kept."""

    id: str
    type: str
    object_id: str | None
    created_at: datetime
    api_version: str | None


class _Object(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)
    id: str | None = None


class _Data(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)
    object: _Object


class _Event(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)
    id: str
    type: str
    created: int
    livemode: bool
    api_version: str | None = None
    data: _Data


def read_event(
    raw: bytes, signature: str | None, secret: str, *, now: datetime, is_live: bool
) -> EventNotice:
    """The event in a webhook request; `now` is the wall clock. Raises EventRefused.

    The signature is checked over the raw bytes before anything is parsed, and its age both ways.
    """
    _check_signature(raw, signature, secret)
    _check_age(signature or "", now)
    try:
        event = _Event.model_validate_json(raw)
    except ValidationError:
        raise EventRefused("malformed") from None
    return _notice(event, is_live=is_live)


def notice_of(listed: dict[str, Any], *, is_live: bool) -> EventNotice:
    """The notice in an event that Stripe's API listed.

    Raises EventRefused for the other mode's, ValidationError for one that cannot be read.
    """
    return _notice(_Event.model_validate(listed), is_live=is_live)


def _check_signature(raw: bytes, signature: str | None, secret: str) -> None:
    # Bodies that are not UTF-8 and signatures that are not ASCII escape the SDK as other errors.
    try:
        WebhookSignature.verify_header(raw, signature, secret)
    except (SignatureVerificationError, UnicodeDecodeError, TypeError):
        raise EventRefused("bad_signature") from None


def _check_age(signature: str, now: datetime) -> None:
    # The first, as the SDK reads it: one that was added behind has not been signed.
    stamp = next(part.split("=")[1] for part in signature.split(",") if part.startswith("t="))
    signed_at = datetime.fromtimestamp(int(stamp), UTC)
    if abs(now - signed_at) > _TOLERANCE:
        raise EventRefused("stale_signature")


def _notice(event: _Event, *, is_live: bool) -> EventNotice:
    if event.livemode is not is_live:
        raise EventRefused("wrong_mode")
    return EventNotice(
        id=event.id,
        type=event.type,
        object_id=event.data.object.id,
        created_at=datetime.fromtimestamp(event.created, UTC),
        api_version=event.api_version,
    )
