"""The composition root: builds every adapter once, and runs the roles that were asked for."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import structlog
from aiohttp import web

from bot.conversation.asides import Asides
from bot.conversation.turn import Turn
from bot.conversation.worker import Worker
from bot.handoff.agents import Agents
from bot.handoff.balances import ledger_balances
from bot.handoff.delivery import Delivery
from bot.handoff.desk_acts import DeskActs
from bot.handoff.desk_worker import DeskWorker, pull_forever, register_webhook
from bot.handoff.telegram import TelegramDesk, telegram_bot
from bot.kernel.clock import SystemClock
from bot.kernel.errors import Transient
from bot.kernel.redaction import LibraryLog, places, redact
from bot.nightly import Counts, Nightly, OnceADay, ledger_jobs
from bot.outbox.sender import Sender
from bot.parts import Parts, open_parts
from bot.payments.bookkeeper import Bookkeeper
from bot.payments.posting import Poster
from bot.payments.reconciliation.run import Reconciliation
from bot.payments.reconciliation.worker import ReconciliationWorker
from bot.payments.sweep import Sweep
from bot.payments.worker import PaymentsWorker
from bot.sessions.worker import SessionsWorker
from bot.settings import Settings, is_local
from bot.usecases.policy_facts import order_for
from bot.web import action_application, web_application
from bot.whatsapp.keeper import Keeper

StartLoop = Callable[[Coroutine[Any, Any, None]], None]
_DESK_LANGUAGE: Final = "es"  # agents share one group, so one language

log = structlog.get_logger(__name__)


class Role(StrEnum):
    """What a process does: answers the outside, works the queues, or keeps the books in step."""

    WEB = "web"
    WORKER = "worker"
    JOBS = "jobs"


ALL_ROLES: Final = frozenset(Role)


async def serve(settings: Settings, roles: frozenset[Role] = ALL_ROLES) -> None:
    """Run `roles` in this process until SIGINT or SIGTERM."""
    configure_logging()
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    clock = SystemClock(settings.clock_offset)
    async with open_parts(settings, clock) as parts, running(parts, roles):
        log.info("service.started", roles=sorted(roles), port=settings.port)
        await stopped.wait()
        log.info("service.stopping")


@asynccontextmanager
async def running(parts: Parts, roles: frozenset[Role] = ALL_ROLES) -> AsyncIterator[None]:
    """The roles' servers and loops, for as long as the block lasts."""
    async with AsyncExitStack() as servers:
        start = await servers.enter_async_context(_loops())
        for application, host, port in _applications(parts, roles):
            await servers.enter_async_context(_listening(application, host, port))
        await _start_loops(parts, roles, start=start, servers=servers)
        yield


def worker(parts: Parts) -> Worker:
    """What answers messages."""
    return Worker(
        parts.database,
        turn=turn(parts),
        transport=parts.transport,
        doorbell=parts.doorbell,
    )


def turn(parts: Parts) -> Turn:
    """What one message goes through; the worker runs it, and the bench measures it."""
    return Turn(
        parts.database,
        inbox=parts.inbox,
        outbox=parts.outbox,
        engine=parts.engine,
        asides=Asides(parts.outbox, vault=parts.vault, clock=parts.clock),
        doorbell=parts.doorbell,
        clock=parts.clock,
    )


def sender(parts: Parts) -> Sender:
    """What sends the outbox."""
    return Sender(
        parts.database, transport=parts.transport, doorbell=parts.doorbell, clock=parts.clock
    )


def payments_worker(parts: Parts) -> PaymentsWorker:
    """What turns Stripe's events into ledger entries and receipts."""
    poster = Poster(parts.outbox, parts.clock, order_for=order_for(parts.policy))
    return PaymentsWorker(
        parts.database,
        Bookkeeper(parts.database, parts.stripe, poster, vault=parts.vault),
        Sweep(parts.database, parts.stripe, clock=parts.clock),
        doorbell=parts.doorbell,
    )


def reconciliation(parts: Parts) -> Reconciliation:
    """What holds Stripe and the ledger against each other."""
    return Reconciliation(parts.database, parts.stripe, parts.clock)


def sessions_worker(parts: Parts) -> SessionsWorker:
    """What ends sessions, and asks for ratings after receipts."""
    return SessionsWorker(parts.database, parts.outbox, doorbell=parts.doorbell, clock=parts.clock)


def nightly(parts: Parts) -> Nightly:
    """What is due when a day is over."""
    books = reconciliation(parts)

    async def compare(_now: datetime) -> Counts:
        result = await books.run(by="nightly")
        if result.run.state != "done":
            raise Transient("the reconciliation could not look at everything")
        return {"differences": result.run.differences}

    jobs = (*ledger_jobs(), OnceADay(name="reconcile", act=compare))
    return Nightly(database=parts.database, clock=parts.clock, jobs=jobs)


def keeper(parts: Parts) -> Keeper:
    """What fetches the files that people send."""
    return Keeper(parts.database, parts.media, vault=parts.vault, clock=parts.clock)


def configure_logging() -> None:
    """One JSON line per event on standard output, libraries' too; redaction sees all of it."""
    logging.basicConfig(handlers=[LibraryLog()], level=logging.WARNING, force=True)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.ExceptionRenderer(places),
            redact,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    )


def _applications(
    parts: Parts, roles: frozenset[Role]
) -> Iterable[tuple[web.Application, str | None, int]]:
    """What listens where: actions on loopback; the rest everywhere, outside the sandbox."""
    settings = parts.settings
    if Role.WORKER in roles:
        yield action_application(parts), "127.0.0.1", settings.action_port
    if Role.WEB in roles:
        host = "127.0.0.1" if settings.sandbox else None
        yield web_application(parts), host, settings.port


async def _start_loops(
    parts: Parts,
    roles: frozenset[Role],
    *,
    start: StartLoop,
    servers: AsyncExitStack,
) -> None:
    if Role.WORKER in roles:
        start(worker(parts).run())
        start(sender(parts).run())
        await _start_desk(parts, start, servers)
    if Role.JOBS in roles:
        start(payments_worker(parts).run())
        start(ReconciliationWorker(parts.database, reconciliation(parts)).run())
        start(sessions_worker(parts).run())
        start(nightly(parts).run())
        start(keeper(parts).run())


async def _start_desk(parts: Parts, start: StartLoop, servers: AsyncExitStack) -> None:
    """The Telegram desk, when a token is set; the console needs no loop."""
    settings = parts.settings
    if settings.telegram_bot_token is None:
        return
    token = settings.telegram_bot_token.get_secret_value()
    bot = await servers.enter_async_context(telegram_bot(token, settings.telegram_api_url))
    desk = TelegramDesk(bot)
    start(_delivery(parts, desk).run())
    start(_desk_worker(parts, desk).run())
    start(_receive_updates(parts, desk))


def _delivery(parts: Parts, desk: TelegramDesk) -> Delivery:
    return Delivery(
        parts.database,
        desk,
        vault=parts.vault,
        clock=parts.clock,
        group_ids=parts.settings.telegram_group_ids,
        language=_DESK_LANGUAGE,
        balances=ledger_balances,
    )


def _desk_worker(parts: Parts, desk: TelegramDesk) -> DeskWorker:
    agent_ids = frozenset(parts.settings.telegram_agent_ids)
    agents = Agents(parts.outbox, parts.vault)
    return DeskWorker(
        parts.database,
        desk,
        DeskActs(agents, agent_ids=agent_ids, language=_DESK_LANGUAGE),
        vault=parts.vault,
        doorbell=parts.doorbell,
        clock=parts.clock,
    )


def _receive_updates(parts: Parts, desk: TelegramDesk) -> Coroutine[Any, Any, None]:
    """By webhook; a laptop that Telegram cannot reach asks for them instead."""
    settings = parts.settings
    if is_local(settings.public_url) and not is_local(settings.telegram_api_url):
        return pull_forever(
            parts.database, desk, vault=parts.vault, doorbell=parts.doorbell, clock=parts.clock
        )
    secret = settings.telegram_webhook_secret
    return register_webhook(
        desk, public_url=settings.public_url, secret=secret.get_secret_value() if secret else ""
    )


@asynccontextmanager
async def _loops() -> AsyncIterator[StartLoop]:
    """Starts loops that end with the block; one that ends by a bug ends the whole service."""
    tasks: list[asyncio.Task[None]] = []
    async with asyncio.TaskGroup() as group:
        yield lambda loop: tasks.append(group.create_task(loop))
        for task in tasks:
            task.cancel()


@asynccontextmanager
async def _listening(
    application: web.Application, host: str | None, port: int
) -> AsyncIterator[None]:
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=5)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield
    finally:
        await runner.cleanup()
