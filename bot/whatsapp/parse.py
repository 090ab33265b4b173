"""Meta's webhook bytes into our words. No I/O: bytes in, values out.

Nothing in a batch can spoil the rest of it: what cannot be read is named in `Batch.leftovers`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from pydantic import BaseModel, ValidationError

from bot.kernel.errors import SaldoError
from bot.kernel.ids import OutboxId, Wamid
from bot.kernel.messages import Incoming, IncomingChoice, IncomingOther, IncomingText
from bot.kernel.phone import PhoneError, canonical_phone
from bot.outbox.status import StatusUpdate
from bot.whatsapp import shapes

_SIGNATURE_SCHEME: Final = "sha256="
_MEDIA: Final = frozenset({"image", "document", "audio", "video", "sticker"})


class Unreadable(SaldoError):
    """The POST is signed but is not a webhook body at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """How WhatsApp names a person: a canonical phone, a business-scoped user id, or both."""

    phone: str | None
    user_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """One message of a person; `kind` is Meta's own type name, `sent_at` has whole seconds."""

    wamid: Wamid
    sender: Address
    kind: str
    content: Incoming
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressChange:
    """A person moved to a new number or user id; both addresses are the same person."""

    before: Address
    after: Address


Item = InboundMessage | StatusUpdate | AddressChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Everything one POST said, in Meta's order; `leftovers` names what was not understood."""

    messages: tuple[InboundMessage, ...] = ()
    statuses: tuple[StatusUpdate, ...] = ()
    changes: tuple[AddressChange, ...] = ()
    leftovers: tuple[str, ...] = ()


def verify_signature(raw: bytes, header: str | None, secret: str) -> bool:
    """Whether `X-Hub-Signature-256` signs exactly these bytes; never, with an empty secret."""
    if not secret or header is None or not header.startswith(_SIGNATURE_SCHEME):
        return False
    expected = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    given = header.removeprefix(_SIGNATURE_SCHEME)
    return hmac.compare_digest(expected.encode(), given.encode(errors="replace"))


def parse(raw: bytes, *, phone_number_id: str | None = None) -> Batch:
    """Read a POST; updates for a number other than `phone_number_id` are left over.

    Raises Unreadable.
    """
    payload = _read(shapes.Payload, _decode(raw))
    if payload is None:
        raise Unreadable("the body is not a webhook payload")
    found: list[Item] = []
    leftovers: list[str] = []
    for change in (change for entry in payload.entry for change in entry.changes):
        for item in _items(change, phone_number_id):
            leftovers.append(item) if isinstance(item, str) else found.append(item)
    return Batch(
        messages=tuple(item for item in found if isinstance(item, InboundMessage)),
        statuses=tuple(item for item in found if isinstance(item, StatusUpdate)),
        changes=tuple(item for item in found if isinstance(item, AddressChange)),
        leftovers=tuple(leftovers),
    )


def _decode(raw: bytes) -> object:
    try:
        decoded: object = json.loads(raw)
    except (ValueError, RecursionError):
        raise Unreadable("the body is not JSON") from None
    return decoded


def _items(change: shapes.Change, phone_number_id: str | None) -> Iterator[Item | str]:
    if change.field != "messages":
        yield f"field:{change.field}"
        return
    value = _read(shapes.Value, change.value)
    if value is None:
        yield "value:unreadable"
    elif phone_number_id not in (None, value.metadata.phone_number_id):
        yield "number:other"
    else:
        yield from (_message(raw, value.contacts) for raw in value.messages)
        yield from (_status(raw) for raw in value.statuses)
        yield from (f"error:{raw.get('code')}" for raw in value.errors)


def _message(raw: shapes.Raw, profiles: tuple[shapes.Profile, ...]) -> Item | str:
    envelope = _read(shapes.Envelope, raw)
    if envelope is None:
        return "message:unreadable"
    sender = _sender(envelope, profiles)
    if sender is None:
        return "message:nobody"
    if envelope.type == "system":
        return _address_change(raw, sender) or "system:unknown"
    return InboundMessage(
        wamid=Wamid(envelope.id),
        sender=sender,
        kind=envelope.type,
        content=_content(envelope.type, raw.get(envelope.type)),
        sent_at=_moment(envelope.timestamp),
    )


def _sender(envelope: shapes.Envelope, profiles: tuple[shapes.Profile, ...]) -> Address | None:
    phone, user_id = envelope.sender_phone, envelope.sender_user_id
    for profile in profiles:
        is_theirs = (
            (phone is not None and profile.wa_id == phone)
            or (user_id is not None and profile.user_id == user_id)
            or (phone is None and user_id is None and len(profiles) == 1)
        )
        if is_theirs:
            phone, user_id = phone or profile.wa_id, user_id or profile.user_id
    return _address(phone, user_id)


def _address(phone: str | None, user_id: str | None) -> Address | None:
    canonical = _canonical(phone) if phone else None
    if canonical is None and not user_id:
        return None
    return Address(phone=canonical, user_id=user_id or None)


def _canonical(phone: str) -> str | None:
    try:
        return canonical_phone(phone)
    except PhoneError:
        # Meta's own test numbers are not possible numbers, and still somebody wrote.
        return f"+{phone}" if phone.isdecimal() else None


def _content(kind: str, part: object) -> Incoming:
    match kind:
        case "text":
            text = _read(shapes.Text, part)
            return IncomingText(text=text.body) if text else IncomingOther(kind=kind)
        case "interactive":
            return _picked(part)
        case "button":
            quick = _read(shapes.QuickReply, part)
            return (
                IncomingChoice(payload=quick.payload, title=quick.text)
                if quick
                else IncomingOther(kind=kind)
            )
        case "reaction":
            reaction = _read(shapes.Reaction, part) or shapes.Reaction()
            return IncomingOther(kind=kind, caption=reaction.emoji)
        case _ if kind in _MEDIA:
            media = _read(shapes.Media, part) or shapes.Media()
            return IncomingOther(kind=kind, media_id=media.id, caption=media.caption)
        case _:
            return IncomingOther(kind=kind)


def _picked(part: object) -> Incoming:
    answer = _read(shapes.Interactive, part)
    picked = answer and (answer.button_reply or answer.list_reply)
    if not picked:
        return IncomingOther(kind="interactive")
    return IncomingChoice(payload=picked.id, title=picked.title)


def _address_change(raw: shapes.Raw, sender: Address) -> AddressChange | None:
    system = _read(shapes.System, raw.get("system"))
    after = _address(system.wa_id, system.user_id) if system else None
    if system is None or after is None:
        return None
    before = Address(phone=sender.phone, user_id=system.previous_user_id)
    return AddressChange(before=before, after=after)


def _status(raw: shapes.Raw) -> Item | str:
    status = _read(shapes.Status, raw)
    if status is None:
        return "status:unreadable"
    callback = status.biz_opaque_callback_data
    return StatusUpdate(
        wamid=Wamid(status.id),
        status=status.status,
        outbox_id=OutboxId(callback) if callback else None,
        vendor_at=_moment(status.timestamp),
        error_code=status.errors[0].code if status.errors else None,
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _read[Shape: BaseModel](shape: type[Shape], part: object) -> Shape | None:
    if not isinstance(part, Mapping):
        return None
    try:
        return shape.model_validate(part)
    except ValidationError:
        return None
