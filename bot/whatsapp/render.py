"""An outgoing message as Graph JSON: buttons, else a list, else numbered text. Pure.

Nothing a person should read is ever cut: what does not fit one form takes the next, plainer one.
Limits: WhatsApp Cloud API, interactive messages reference.
"""

from __future__ import annotations

from typing import Any, Final

from bot.kernel.errors import Permanent
from bot.kernel.messages import Link, Option, Outgoing

MAX_TEXT: Final = 4096
MAX_INTERACTIVE_BODY: Final = 1024
MAX_BUTTONS: Final = 3
MAX_BUTTON_TITLE: Final = 20
MAX_ROWS: Final = 10
MAX_ROW_TITLE: Final = 24
MAX_ROW_DESCRIPTION: Final = 72
MAX_OPTION_ID: Final = 200

Json = dict[str, Any]


class Unrenderable(Permanent):
    """No form of WhatsApp's can carry this message: a bug of ours, never a person's fault."""


def render(message: Outgoing) -> Json:
    """The `type` of a message and its part, ready for the envelope; raises Unrenderable."""
    _check(message)
    if message.link:
        return _link(message.body, message.link)
    if not message.options:
        return _text(message.body)
    if _fits_buttons(message):
        return _buttons(message)
    if _fits_list(message):
        return _list(message)
    return _text(numbered(message))


def numbered(message: Outgoing) -> str:
    """The body and its options as numbered lines, to be answered by number or in words."""
    lines = [f"{n}. {_line(option)}" for n, option in enumerate(message.options, start=1)]
    return "\n".join([message.body, "", *lines])


def _line(option: Option) -> str:
    return f"{option.title}: {option.description}" if option.description else option.title


def _check(message: Outgoing) -> None:
    ids = [option.id for option in message.options]
    problems = {
        "the body is empty": not message.body.strip(),
        "options and a link cannot share a message": bool(message.options and message.link),
        "two options have the same id": len(set(ids)) != len(ids),
        "an option id is empty or too long": not all(0 < len(i) <= MAX_OPTION_ID for i in ids),
        "an option has no title": not all(option.title.strip() for option in message.options),
    }
    for problem, is_true in problems.items():
        if is_true:
            raise Unrenderable(problem)


def _text(body: str) -> Json:
    if len(body) > MAX_TEXT:
        raise Unrenderable("the text is longer than WhatsApp allows")
    return {"type": "text", "text": {"body": body, "preview_url": False}}


def _link(body: str, link: Link) -> Json:
    if len(body) > MAX_INTERACTIVE_BODY or not 0 < len(link.title) <= MAX_BUTTON_TITLE:
        return _text(f"{body}\n\n{link.url}")
    parameters = {"display_text": link.title, "url": link.url}
    return _interactive("cta_url", body, {"name": "cta_url", "parameters": parameters})


def _fits_buttons(message: Outgoing) -> bool:
    titles = [option.title for option in message.options]
    return (
        len(message.body) <= MAX_INTERACTIVE_BODY
        and len(titles) <= MAX_BUTTONS
        and len(set(titles)) == len(titles)
        and all(len(title) <= MAX_BUTTON_TITLE for title in titles)
        and not any(option.description for option in message.options)
    )


def _buttons(message: Outgoing) -> Json:
    buttons = [
        {"type": "reply", "reply": {"id": option.id, "title": option.title}}
        for option in message.options
    ]
    return _interactive("button", message.body, {"buttons": buttons})


def _fits_list(message: Outgoing) -> bool:
    return (
        len(message.body) <= MAX_INTERACTIVE_BODY
        and len(message.options) <= MAX_ROWS
        and 0 < len(message.options_title) <= MAX_BUTTON_TITLE
        and all(len(option.title) <= MAX_ROW_TITLE for option in message.options)
        and all(len(o.description or "") <= MAX_ROW_DESCRIPTION for o in message.options)
    )


def _list(message: Outgoing) -> Json:
    action = {"button": message.options_title, "sections": [{"rows": _rows(message.options)}]}
    return _interactive("list", message.body, action)


def _rows(options: tuple[Option, ...]) -> list[Json]:
    return [
        {"id": option.id, "title": option.title}
        | ({"description": option.description} if option.description else {})
        for option in options
    ]


def _interactive(kind: str, body: str, action: Json) -> Json:
    part = {"type": kind, "body": {"text": body}, "action": action}
    return {"type": "interactive", "interactive": part}
