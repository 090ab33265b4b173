"""`/p/{token}`: the page a pay link opens, and its Pay button.

Sessions are never made on GET, because link previews open links too.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import structlog
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases.model import Reason
from bot.cases.store import open_case
from bot.contacts import store as contacts
from bot.kernel.clock import Clock
from bot.kernel.errors import Permanent, Transient
from bot.kernel.privacy import Vault
from bot.ledger import service as ledger
from bot.locale.locales import Locale, locale_for
from bot.payments import store
from bot.payments.cashier import Cashier
from bot.payments.methods import voucher_days, ways_to_pay
from bot.payments.model import LinkUnknown, NotPayable, PayLink, Standing
from bot.payments.pages import HEADERS, Pages
from bot.payments.sessions import session_expiry
from bot.payments.shown import Bill
from bot.payments.situation import situation_of
from bot.storage.database import Database

log: Final = structlog.get_logger()

_GONE: Final = frozenset({Standing.EXPIRED, Standing.SUPERSEDED, Standing.REVOKED})


class Checkout:
    """The two handlers of a pay link."""

    def __init__(
        self,
        database: Database,
        cashier: Cashier,
        *,
        vault: Vault,
        clock: Clock,
        is_live: bool = False,
    ) -> None:
        self._database = database
        self._cashier = cashier
        self._vault = vault
        self._clock = clock
        self._is_live = is_live
        self._pages = Pages()

    async def show(self, request: web.Request) -> web.Response:
        """`GET`: what is to be paid, or honestly why nothing can be."""
        locale = _locale_of(request)
        try:
            async with self._database.transaction() as conn:
                link = await store.link_of_token(conn, request.match_info["token"])
                locale = await _locale_of_contact(conn, link)
                bill = await self._bill(conn, link)
        except LinkUnknown:
            return _page(self._pages.unknown(locale), HTTPStatus.NOT_FOUND)
        except ledger.LedgerDoubt as doubt:
            return await self._withhold(link, doubt, locale)
        return self._answer(bill, looks=_looks(request))

    async def pay(self, request: web.Request) -> web.Response:
        """`POST`: on to Stripe's page; whatever prevents it is told on ours."""
        token = request.match_info["token"]
        try:
            url = await self._cashier.open_page(token)
        except LinkUnknown:
            return _page(self._pages.unknown(_locale_of(request)), HTTPStatus.NOT_FOUND)
        except NotPayable as refusal:
            return _see(_own_page(request, refusal.standing))
        except ledger.LedgerDoubt as doubt:
            link, locale = await self._link(token), await self._locale(token)
            return await self._withhold(link, doubt, locale)
        except (Transient, Permanent) as error:
            log.error("pay_page.failed", error=type(error).__name__)  # noqa: TRY400 - texts stay out of logs
            return self._trouble(await self._locale(token))
        return _see(url)

    async def _bill(self, conn: AsyncConnection, link: PayLink) -> Bill:
        plan = await ledger.plan(conn, link.plan_id)
        account = await ledger.account(conn, link.account_id)
        contact = await contacts.load(conn, link.contact_id)
        now = self._clock.now()
        situation = await situation_of(conn, self._vault, link, is_live=self._is_live, now=now)
        days = voucher_days(link.expires_at, session_expiry(link.expires_at, now))
        return Bill(
            link=link,
            situation=situation,
            creditor=account.creditor,
            last4=account.last4,
            folio=plan.folio,
            installments=len(plan.installments),
            methods=ways_to_pay(situation.due.amount, voucher_days=days),
            locale=locale_for(contact.language, contact.country),
            zone=contact.zone,
        )

    def _answer(self, bill: Bill, *, looks: int) -> web.Response:
        standing, session = bill.situation.standing, bill.situation.session
        if standing is Standing.WAITING and session and session.instructions:
            return _page(self._pages.waiting(bill, session, session.instructions))
        if standing is Standing.CONFIRMING or (standing is Standing.PAYABLE and looks):
            return _page(self._pages.confirming(bill.locale, looks=looks))
        if standing is Standing.PAYABLE:
            return _page(self._pages.bill(bill))
        status = HTTPStatus.GONE if standing in _GONE else HTTPStatus.OK
        return _page(self._pages.standing(bill), status)

    def _trouble(self, locale: Locale) -> web.Response:
        return _page(self._pages.trouble(locale), HTTPStatus.SERVICE_UNAVAILABLE)

    async def _withhold(
        self, link: PayLink, doubt: ledger.LedgerDoubt, locale: Locale
    ) -> web.Response:
        """No figure is shown; a person looks at the account."""
        log.error("pay_page.withheld", account=doubt.account_id, reason=doubt.reason)
        async with self._database.transaction() as conn:
            await open_case(
                conn,
                contact_id=link.contact_id,
                account_id=doubt.account_id,
                reason=Reason.LEDGER_DOUBT,
                now=self._clock.now(),
                hand_over=False,
            )
        return self._trouble(locale)

    async def _link(self, token: str) -> PayLink:
        async with self._database.transaction() as conn:
            return await store.link_of_token(conn, token)

    async def _locale(self, token: str) -> Locale:
        async with self._database.transaction() as conn:
            return await _locale_of_contact(conn, await store.link_of_token(conn, token))


def add_routes(app: web.Application, checkout: Checkout) -> None:
    """Serve pay links."""
    app.router.add_get("/p/{token}", checkout.show)
    app.router.add_post("/p/{token}", checkout.pay)


def _page(html: str, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    return web.Response(text=html, status=status, content_type="text/html", headers=HEADERS)


def _see(url: str) -> web.Response:
    headers = {**HEADERS, "Location": url}
    return web.Response(status=HTTPStatus.SEE_OTHER, headers=headers)


def _own_page(request: web.Request, standing: Standing) -> str:
    return f"{request.path}?done=1" if standing is Standing.CONFIRMING else request.path


def _looks(request: web.Request) -> int:
    """How often this browser has looked since it came back from Stripe; 0 when it did not."""
    done = request.query.get("done", "")
    return int(done) if done.isascii() and done.isdecimal() and len(done) < 4 else 0


async def _locale_of_contact(conn: AsyncConnection, link: PayLink) -> Locale:
    contact = await contacts.load(conn, link.contact_id)
    return locale_for(contact.language, contact.country)


def _locale_of(request: web.Request) -> Locale:
    """A guess for pages that know no contact."""
    wanted = request.headers.get("Accept-Language", "")
    return "en" if wanted.lower().startswith("en") else "es"
