"""Sets the vendors' stand-ins up from the same settings the bot has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web
from pydantic import SecretStr, TypeAdapter

from bot.kernel.clock import Clock, SystemClock
from bot.launch.errors import LaunchError
from bot.launch.services import PROJECT
from bot.sandbox import telegram, whatsapp
from bot.sandbox.server import Site, serve
from bot.sandbox.stripe import app as stripe
from bot.sandbox.whatsapp_people import DemoPerson, StandInConfig
from bot.settings import Settings

PEOPLE: Final = PROJECT / "demo/people.json"
_AGENT_NAMES: Final = ("Ana", "Luis", "Inés", "Omar")


async def run(settings: Settings, names: Sequence[str]) -> None:
    """Serve the named stand-ins (`whatsapp`, `stripe`, `telegram`) until cancelled."""
    unknown = [name for name in names if name not in _SITES]
    if unknown:
        raise LaunchError(
            f"no stand-in is called {', '.join(unknown)}; there are {', '.join(_SITES)}"
        )
    clock = SystemClock(settings.clock_offset)
    await serve([_SITES[name](settings, clock) for name in names])


def people(path: Path = PEOPLE) -> tuple[DemoPerson, ...]:
    """Who can be played on the phone page."""
    return TypeAdapter(tuple[DemoPerson, ...]).validate_json(path.read_bytes())


def _whatsapp(settings: Settings, clock: Clock) -> Site:
    config = StandInConfig(
        people=people(),
        webhook_url=_webhook(settings, "whatsapp"),
        app_secret=settings.whatsapp_app_secret.get_secret_value(),
        token=settings.whatsapp_token.get_secret_value(),
        verify_token=settings.whatsapp_verify_token.get_secret_value(),
        phone_number_id=settings.whatsapp_phone_number_id,
        clock=clock,
    )
    return _site(whatsapp.make_app(config), settings.whatsapp_api_url)


def _stripe(settings: Settings, clock: Clock) -> Site:
    config = stripe.StripeConfig(
        public_url=settings.stripe_api_url,
        secret_key=settings.stripe_secret_key.get_secret_value(),
        webhook_secret=settings.stripe_webhook_secret.get_secret_value(),
        webhook_url=_webhook(settings, "stripe"),
        clock=clock,
    )
    return _site(stripe.make_app(config), settings.stripe_api_url)


def _telegram(settings: Settings, clock: Clock) -> Site:
    agents = zip(settings.telegram_agent_ids, _AGENT_NAMES, strict=False)
    config = telegram.TelegramConfig(
        token=(settings.telegram_bot_token or SecretStr("")).get_secret_value(),
        group_ids=settings.telegram_group_ids,
        agents=tuple(telegram.TelegramAgent(id=id_, name=name) for id_, name in agents),
        clock=clock,
    )
    return _site(telegram.make_app(config), settings.telegram_api_url)


_SITES: Final[Mapping[str, Callable[[Settings, Clock], Site]]] = {
    "whatsapp": _whatsapp,
    "stripe": _stripe,
    "telegram": _telegram,
}


def _webhook(settings: Settings, vendor: str) -> str:
    """Straight to the bot: a public address may lead through a tunnel that is not up yet."""
    return f"http://127.0.0.1:{settings.port}/webhooks/{vendor}"


def _site(app: web.Application, url: str) -> Site:
    return Site(app=app, port=urlsplit(url).port or 80)
