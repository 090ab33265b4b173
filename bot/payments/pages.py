"""What the pay page shows, as HTML: one template, no script, nothing from elsewhere. Pure."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import jinja2

from bot.locale.locales import Locale, language_of
from bot.payments import shown
from bot.payments.model import Standing
from bot.payments.page_words import Notice
from bot.payments.seen import Instructions
from bot.payments.sessions import PaySession
from bot.payments.shown import Bill
from bot.payments.texts import TEXTS

_FOLDER: Final = Path(__file__).parent / "templates"
_STYLE: Final = (_FOLDER / "pay.css").read_text(encoding="utf-8")
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

# A page that holds an amount: not kept, not framed, not found, not told to where people go next.
HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'; "
            "base-uri 'none'"
        ),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow",
    }
)

# How often a page that waits for Stripe looks again, and after how many looks it says it is slow.
_REFRESH_S: Final = 3
_PATIENCE: Final = 10


# What a page does not have.
_NOTHING: Final[Mapping[str, None]] = MappingProxyType(
    dict.fromkeys(("bill", "wait", "notice", "tone", "refresh", "rows", "hint"))
)


class Pages:
    """Renders every page behind `/p/{token}`."""

    def __init__(self) -> None:
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_FOLDER),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._template = environment.get_template("pay.html")

    def bill(self, bill: Bill) -> str:
        """The page with the Pay button."""
        return self._render(bill.locale, bill=shown.payable(bill))

    def waiting(self, bill: Bill, session: PaySession, waiting: Instructions) -> str:
        """The voucher or the transfer that was handed out, instead of a second one."""
        return self._render(bill.locale, wait=shown.waiting(bill, session, waiting))

    def standing(self, bill: Bill) -> str:
        """The page of a link that has nothing to press."""
        standing = bill.situation.standing
        return self._notice(
            TEXTS[bill.locale].notices[standing],
            bill.locale,
            tone=_tone(standing),
            rows=shown.receipt(bill) if standing is Standing.PAID else (),
            hint=shown.hint(bill),
        )

    def confirming(self, locale: Locale, *, looks: int) -> str:
        """Back from Stripe, not yet posted: looks again by itself, then admits that it is slow."""
        if looks >= _PATIENCE:
            return self._notice(TEXTS[locale].slow, locale, tone="wait")
        notice = TEXTS[locale].notices[Standing.CONFIRMING]
        refresh = f"{_REFRESH_S}; url=?done={looks + 1}"
        return self._notice(notice, locale, tone="wait", refresh=refresh)

    def unknown(self, locale: Locale) -> str:
        """No such link."""
        return self._notice(TEXTS[locale].unknown, locale, tone="stop")

    def trouble(self, locale: Locale) -> str:
        """Something failed on our side."""
        return self._notice(TEXTS[locale].trouble, locale, tone="stop")

    def _notice(
        self,
        notice: Notice,
        locale: Locale,
        *,
        tone: str,
        **more: Any,
    ) -> str:
        return self._render(locale, notice=notice, tone=tone, **more)

    def _render(self, locale: Locale, **values: Any) -> str:
        shown_ = {**_NOTHING, **values}
        return self._template.render(
            language=language_of(locale), texts=TEXTS[locale], style=_STYLE, **shown_
        )


def _tone(standing: Standing) -> str:
    return "good" if standing in (Standing.PAID, Standing.NOTHING_OWED) else "stop"
