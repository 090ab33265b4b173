"""Meta's webhook shapes, only the fields we read; anything else Meta adds is ignored.

Source: developers.facebook.com, WhatsApp Cloud API webhook reference, `messages` field (2026-08).
Parts that differ by message type stay raw mappings: one odd part must not cost its neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Raw = Mapping[str, Any]


def _storable(value: object) -> object:
    # Half an emoji and NUL are legal JSON but no database stores them.
    if not isinstance(value, str):
        return value
    return value.encode(errors="replace").decode().replace("\x00", "")


Str = Annotated[str, BeforeValidator(_storable)]
Seconds = Annotated[int, Field(ge=0, lt=2**32)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)


class Metadata(_Shape):
    """Which of our numbers the update is for."""

    phone_number_id: Str | None = None


class Profile(_Shape):
    """One entry of `contacts`: either address may be absent since usernames exist."""

    wa_id: Str | None = None
    user_id: Str | None = None


class Value(_Shape):
    """The body of one change; messages and statuses are read one by one."""

    metadata: Metadata = Metadata()
    contacts: tuple[Profile, ...] = ()
    messages: tuple[Raw, ...] = ()
    statuses: tuple[Raw, ...] = ()
    errors: tuple[Raw, ...] = ()


class Change(_Shape):
    """One change of one entry; `value` belongs to `field`."""

    field: Str = ""
    value: Raw = {}


class Entry(_Shape):
    """One WhatsApp business account's changes."""

    changes: tuple[Change, ...] = ()


class Payload(_Shape):
    """A whole POST: up to a thousand updates."""

    entry: tuple[Entry, ...] = ()


class Envelope(_Shape):
    """What every message has, whatever its type."""

    id: Str = Field(min_length=1)
    timestamp: Seconds
    type: Str = "unknown"
    sender_phone: Str | None = Field(default=None, alias="from")
    sender_user_id: Str | None = Field(default=None, alias="from_user_id")


class Text(_Shape):
    """`type: text`."""

    body: Str


class Picked(_Shape):
    """A pressed reply button or list row."""

    id: Str
    title: Str = ""


class Interactive(_Shape):
    """`type: interactive`; other kinds of answers (forms) carry neither field."""

    button_reply: Picked | None = None
    list_reply: Picked | None = None


class QuickReply(_Shape):
    """`type: button`: the quick reply of a template."""

    payload: Str
    text: Str = ""


class Media(_Shape):
    """`type: image`, `document`, `audio`, `video` or `sticker`."""

    id: Str | None = None
    caption: Str | None = None


class Reaction(_Shape):
    """`type: reaction`: an emoji on a message of ours; none when it was taken back."""

    emoji: Str | None = None


class System(_Shape):
    """`type: system`: the person's number or user id has changed."""

    type: Str = ""
    wa_id: Str | None = None
    user_id: Str | None = None
    previous_user_id: Str | None = None


class StatusError(_Shape):
    """Why a message failed; branch on the code, never on the title."""

    code: int


class Status(_Shape):
    """What became of a message of ours."""

    id: Str = Field(min_length=1)
    status: Str
    timestamp: Seconds
    errors: tuple[StatusError, ...] = ()
    biz_opaque_callback_data: Str | None = None
