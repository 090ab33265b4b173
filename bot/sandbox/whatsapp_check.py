"""The Graph API's rules for a request body, at least as strict as Meta's. Pure.

Sources: WhatsApp Cloud API reference, messages; interactive buttons, lists and CTA URL messages.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)

_INVALID: Final = 131009
_MISSING: Final = 131008
_UNKNOWN: Final = 100


class GraphRefusal(Exception):
    """Meta's way of saying no: an HTTP status, a code, and what was wrong."""

    def __init__(self, status: int, code: int, details: str) -> None:
        super().__init__(details)
        self.status = status
        self.code = code
        self.details = details


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _text(longest: int) -> Any:
    return StringConstraints(min_length=1, max_length=longest, pattern=r"\S")


class _TextPart(_Strict):
    body: Annotated[str, _text(4096)]
    preview_url: bool = False


class _Words(_Strict):
    text: Annotated[str, _text(1024)]


class _Header(_Strict):
    type: Literal["text"]
    text: Annotated[str, _text(60)]


class _Footer(_Strict):
    text: Annotated[str, _text(60)]


class _ReplyPart(_Strict):
    id: Annotated[str, _text(256)]
    title: Annotated[str, _text(20)]


class _Button(_Strict):
    type: Literal["reply"]
    reply: _ReplyPart


class _ButtonsAction(_Strict):
    buttons: Annotated[list[_Button], Field(min_length=1, max_length=3)]

    @model_validator(mode="after")
    def _is_unambiguous(self) -> Self:
        _all_different([b.reply.id for b in self.buttons], "button ids")
        _all_different([b.reply.title for b in self.buttons], "button titles")
        return self


class _Row(_Strict):
    id: Annotated[str, _text(200)]
    title: Annotated[str, _text(24)]
    description: Annotated[str, _text(72)] | None = None


class _Section(_Strict):
    title: Annotated[str, _text(24)] | None = None
    rows: Annotated[list[_Row], Field(min_length=1, max_length=10)]


class _ListAction(_Strict):
    button: Annotated[str, _text(20)]
    sections: Annotated[list[_Section], Field(min_length=1, max_length=10)]

    @model_validator(mode="after")
    def _is_unambiguous(self) -> Self:
        rows = [row for section in self.sections for row in section.rows]
        _all_different([row.id for row in rows], "row ids")
        if len(rows) > 10:
            raise ValueError("at most 10 rows in total")
        if len(self.sections) > 1 and not all(section.title for section in self.sections):
            raise ValueError("every one of several sections needs a title")
        return self


class _LinkParameters(_Strict):
    display_text: Annotated[str, _text(20)]
    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+", max_length=2000)]


class _LinkAction(_Strict):
    name: Literal["cta_url"]
    parameters: _LinkParameters


class _Interactive(_Strict):
    body: _Words
    header: _Header | None = None
    footer: _Footer | None = None


class Buttons(_Interactive):
    """Up to three reply buttons under a body."""

    type: Literal["button"]
    action: _ButtonsAction


class Menu(_Interactive):
    """A list opened by one button."""

    type: Literal["list"]
    action: _ListAction


class LinkButton(_Interactive):
    """A button that opens an address."""

    type: Literal["cta_url"]
    action: _LinkAction


class _Send(_Strict):
    messaging_product: Literal["whatsapp"]
    recipient_type: Literal["individual"] = "individual"
    to: Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{7,15}$")] | None = None
    recipient: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}\.\w{1,128}$")] | None = None
    biz_opaque_callback_data: Annotated[str, StringConstraints(max_length=512)] | None = None

    @model_validator(mode="after")
    def _has_one_recipient(self) -> Self:
        if (self.to is None) == (self.recipient is None):
            raise ValueError("exactly one of `to` and `recipient` is required")
        return self


class TextMessage(_Send):
    """A plain message."""

    type: Literal["text"]
    text: _TextPart


class InteractiveMessage(_Send):
    """Buttons, a list or a link."""

    type: Literal["interactive"]
    interactive: Annotated[Buttons | Menu | LinkButton, Field(discriminator="type")]


class _Typing(_Strict):
    type: Literal["text"]


class ReadMark(_Strict):
    """A person's message was read; optionally, we are typing."""

    messaging_product: Literal["whatsapp"]
    status: Literal["read"]
    message_id: Annotated[str, _text(512)]
    typing_indicator: _Typing | None = None


Message = TextMessage | InteractiveMessage
_MESSAGE: Final[TypeAdapter[Message]] = TypeAdapter(
    Annotated[Message, Field(discriminator="type")]
)


def check(body: object) -> Message | ReadMark:
    """The request that `body` is; raises GraphRefusal as Meta would."""
    try:
        if isinstance(body, dict) and "status" in body:
            return ReadMark.model_validate(body)
        return _MESSAGE.validate_python(body)
    except ValidationError as error:
        raise _refusal(error) from None


def _all_different(values: list[str], what: str) -> None:
    if len(set(values)) != len(values):
        raise ValueError(f"{what} must be unique")


def _refusal(error: ValidationError) -> GraphRefusal:
    first = error.errors(include_url=False, include_input=False)[0]
    path = ".".join(str(step) for step in first["loc"]) or "body"
    match first["type"]:
        case "missing" | "union_tag_not_found":
            code = _MISSING
        case "extra_forbidden" | "union_tag_invalid":
            code = _UNKNOWN
        case _:
            code = _INVALID
    return GraphRefusal(400, code, f"{path}: {first['msg']}")
