"""The types of a rule file: nothing unknown, nothing of another type, mistakes in plain words."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError

PLAIN: Final = "plain"  # the error type of messages that are already in plain words


class Strict(BaseModel):
    """A part of the document: unknown fields, and values of the wrong type, are refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def slip(message: str) -> PydanticCustomError:
    """A mistake of the file's author, already in plain words."""
    # Pydantic would read braces as placeholders of its own; there are none to fill.
    return PydanticCustomError(PLAIN, "{text}", {"text": message})


def shown(raw: object) -> str:
    """A value of the document as its author would recognise it."""
    if isinstance(raw, bool) or raw is None:
        return {True: "true", False: "false", None: "nothing"}[raw]
    if isinstance(raw, dict):
        return "a group of fields"
    if isinstance(raw, tuple):
        return "a list"
    return f"'{raw}'" if isinstance(raw, str) else f"{raw}"
