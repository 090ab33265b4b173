"""The webhook bodies Meta would send, built for the sandbox's people. Pure."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.sandbox.whatsapp_people import DemoPerson, StandInConfig

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One step in the life of a message of the bot's: `sent`, `delivered`, `read` or `failed`."""

    wamid: str
    name: str
    at: datetime
    callback: str | None
    error_code: int | None = None


def new_wamid() -> str:
    """A fresh message id in Meta's style."""
    return f"wamid.{base64.b64encode(secrets.token_bytes(24)).decode()}"


def inbound(
    config: StandInConfig,
    person: DemoPerson,
    *,
    wamid: str,
    at: datetime,
    part: Mapping[str, Any],
) -> Json:
    """A message of `person`; `part` is its type and the object of that type."""
    message: Json = {"id": wamid, "timestamp": _seconds(at), "from_user_id": person.user_id}
    profile: Json = {"profile": {"name": person.name}, "user_id": person.user_id}
    if person.wa_id:
        message["from"] = profile["wa_id"] = person.wa_id
    return _envelope(config, {"contacts": [profile], "messages": [message | dict(part)]})


def status(config: StandInConfig, person: DemoPerson | None, news: Report) -> Json:
    """What became of a message of the bot's; it carries no contacts, as with Meta."""
    report: Json = {"id": news.wamid, "status": news.name, "timestamp": _seconds(news.at)}
    if person and person.wa_id:
        report["recipient_id"] = person.wa_id
    if person:
        report["recipient_user_id"] = person.user_id
    if news.callback is not None:
        report["biz_opaque_callback_data"] = news.callback
    if news.error_code is not None:
        report["errors"] = [{"code": news.error_code, "title": "Sandbox", "message": "Sandbox"}]
    return _envelope(config, {"statuses": [report]})


def _envelope(config: StandInConfig, value: Json) -> Json:
    metadata = {
        "display_phone_number": config.business_phone.removeprefix("+"),
        "phone_number_id": config.phone_number_id,
    }
    change = {
        "field": "messages",
        "value": {"messaging_product": "whatsapp", "metadata": metadata} | value,
    }
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "sandbox-account", "changes": [change]}],
    }


def _seconds(at: datetime) -> str:
    return str(int(at.timestamp()))
