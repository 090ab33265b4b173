"""What listens: everything the outside world may reach, and the actions for the engine alone."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from actions.registry import build_executor
from bot.console.routes import Console
from bot.console.sessions import Sessions
from bot.dialogue.action_server import ActionServer
from bot.handoff.agents import Agents
from bot.handoff.balances import ledger_balances
from bot.handoff.webhook import TelegramWebhook
from bot.parts import Parts
from bot.payments import checkout as checkout_pages
from bot.payments import webhook as stripe_routes
from bot.payments.cashier import Cashier
from bot.payments.checkout import Checkout
from bot.payments.webhook import StripeWebhook
from bot.probes import Probes
from bot.usecases.policy_facts import order_for
from bot.usecases.registry import build_use_cases
from bot.whatsapp import webhook as whatsapp_routes
from bot.whatsapp.intake import Intake
from bot.whatsapp.webhook import WhatsAppWebhook

_MAX_BODY: Final = 4 * 2**20


def web_application(parts: Parts) -> web.Application:
    """Everything the outside world may reach."""
    application = web.Application(client_max_size=_MAX_BODY)
    whatsapp_routes.add_routes(application, _whatsapp_webhook(parts))
    stripe_routes.add_routes(application, _stripe_webhook(parts))
    cashier = Cashier(
        parts.database,
        parts.stripe,
        vault=parts.vault,
        clock=parts.clock,
        public_url=parts.settings.public_url,
        is_live=parts.settings.stripe_is_live,
    )
    pages = Checkout(
        parts.database,
        cashier,
        vault=parts.vault,
        clock=parts.clock,
        is_live=parts.settings.stripe_is_live,
    )
    checkout_pages.add_routes(application, pages)
    _console(parts).add_routes(application)
    if parts.settings.telegram_webhook_secret is not None:
        _telegram_webhook(parts).add_routes(application)
    probes = Probes(database=parts.database, redis=parts.redis, engine=parts.engine)
    probes.add_routes(application)
    return application


def action_application(parts: Parts) -> web.Application:
    """The actions, for the engine alone."""
    use_cases = build_use_cases(
        vault=parts.vault, policy=parts.policy, public_url=parts.settings.public_url
    )
    server = ActionServer(
        parts.database,
        executor=build_executor(use_cases),
        inbox=parts.inbox,
        clock=parts.clock,
    )
    return server.application()


def _whatsapp_webhook(parts: Parts) -> WhatsAppWebhook:
    settings = parts.settings
    intake = Intake(parts.database, inbox=parts.inbox, doorbell=parts.doorbell, clock=parts.clock)
    return WhatsAppWebhook(
        intake=intake,
        app_secret=settings.whatsapp_app_secret.get_secret_value(),
        verify_token=settings.whatsapp_verify_token.get_secret_value(),
        phone_number_id=settings.whatsapp_phone_number_id,
    )


def _stripe_webhook(parts: Parts) -> StripeWebhook:
    settings = parts.settings
    return StripeWebhook(
        parts.database,
        secret=settings.stripe_webhook_secret.get_secret_value(),
        is_live=parts.stripe.is_live,
        doorbell=parts.doorbell,
    )


def _console(parts: Parts) -> Console:
    return Console(
        parts.database,
        Sessions(parts.redis),
        Agents(parts.outbox, parts.vault),
        vault=parts.vault,
        clock=parts.clock,
        doorbell=parts.doorbell,
        balances=ledger_balances,
        order_for=order_for(parts.policy),
        is_secure=parts.settings.public_url.startswith("https://"),
    )


def _telegram_webhook(parts: Parts) -> TelegramWebhook:
    secret = parts.settings.telegram_webhook_secret
    return TelegramWebhook(
        parts.database,
        vault=parts.vault,
        doorbell=parts.doorbell,
        clock=parts.clock,
        secret=secret.get_secret_value() if secret else "",
    )
