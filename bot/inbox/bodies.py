"""Message bodies as text for storage, and back."""

import json

from bot.kernel.messages import Incoming, IncomingChoice, IncomingOther, IncomingText


def encode(message: Incoming) -> str:
    """One line of JSON that `decode` reads back."""
    match message:
        case IncomingText(text=text):
            return json.dumps({"type": "text", "text": text})
        case IncomingChoice(payload=payload, title=title):
            return json.dumps({"type": "choice", "payload": payload, "title": title})
        case IncomingOther(kind=kind, media_id=media_id, caption=caption):
            return json.dumps(
                {"type": "other", "kind": kind, "media_id": media_id, "caption": caption}
            )


def decode(body: str) -> Incoming:
    """The message that `encode` wrote; raises KeyError or ValueError on anything else."""
    fields = json.loads(body)
    match fields.pop("type"):
        case "text":
            return IncomingText(**fields)
        case "choice":
            return IncomingChoice(**fields)
        case "other":
            return IncomingOther(**fields)
        case unknown:
            raise ValueError(f"unknown body type {unknown!r}")


def words(message: Incoming) -> str:
    """What the person said, as words: the text, the title they picked, or a caption."""
    match message:
        case IncomingText(text=text):
            return text
        case IncomingChoice(title=title):
            return title
        case IncomingOther(caption=caption):
            return caption or ""
