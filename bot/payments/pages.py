"""What the pay page shows, as HTML: one template, no script, nothing from elsewhere. Pure."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import jinja2

from bot.kernel.clock import local_date
from bot.kernel.messages import Language
from bot.locale import formats
from bot.locale.locales import Locale, language_of
from bot.payments.model import Due, PayLink, Standing
from bot.payments.texts import TEXTS, Notice

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """Everything a payable page shows; amounts and dates are written by this module."""

    link: PayLink
    due: Due
    creditor: str
    last4: str
    folio: str
    kind: str
    installments: int
    locale: Locale
    zone: str


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
        return self._render(language_of(bill.locale), bill=_shown(bill))

    def standing(self, standing: Standing, language: Language) -> str:
        """The page of a link that has nothing to press."""
        return self._notice(TEXTS[language].notices[standing], language, tone=_tone(standing))

    def confirming(self, language: Language, *, looks: int) -> str:
        """Back from Stripe, not yet posted: looks again by itself, then admits that it is slow."""
        if looks >= _PATIENCE:
            return self._notice(TEXTS[language].slow, language, tone="wait")
        notice = TEXTS[language].notices[Standing.CONFIRMING]
        refresh = f"{_REFRESH_S}; url=?done={looks + 1}"
        return self._notice(notice, language, tone="wait", refresh=refresh)

    def unknown(self, language: Language) -> str:
        """No such link."""
        return self._notice(TEXTS[language].unknown, language, tone="stop")

    def trouble(self, language: Language) -> str:
        """Something failed on our side."""
        return self._notice(TEXTS[language].trouble, language, tone="stop")

    def _notice(
        self, notice: Notice, language: Language, *, tone: str, refresh: str | None = None
    ) -> str:
        return self._render(language, notice=notice, tone=tone, refresh=refresh)

    def _render(self, language: Language, **values: Any) -> str:
        shown = {"bill": None, "notice": None, "tone": None, "refresh": None, **values}
        return self._template.render(
            language=language, texts=TEXTS[language], style=_STYLE, **shown
        )


def _shown(bill: Bill) -> dict[str, Any]:
    texts = TEXTS[language_of(bill.locale)]
    purpose = texts.kinds[bill.kind]
    part = texts.installment.format(no=bill.link.installment_no, count=bill.installments)
    last_day = local_date(bill.link.expires_at, bill.zone)
    return {
        "amount": formats.money(bill.due.amount, bill.locale),
        "creditor": bill.creditor,
        "purpose": purpose,
        "part": part if bill.installments > 1 else None,
        "last4": bill.last4,
        "folio": bill.folio,
        "until": formats.day(last_day, bill.locale, style="short"),
    }


def _tone(standing: Standing) -> str:
    return "good" if standing in (Standing.PAID, Standing.NOTHING_OWED) else "stop"
