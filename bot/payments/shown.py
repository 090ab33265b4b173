"""What each page of a link shows, as words: amounts, days and rows. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.kernel.clock import local_date
from bot.kernel.money import Money
from bot.locale import formats
from bot.locale.locales import Locale
from bot.payments.model import PayLink, Purpose, Standing
from bot.payments.seen import Instructions, Method
from bot.payments.sessions import PaySession, Progress
from bot.payments.situation import Situation
from bot.payments.texts import TEXTS

# What every page holds; an absent part is None.
type Shown = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """Everything a page of a known link may show; amounts and dates are written by this module."""

    link: PayLink
    situation: Situation
    creditor: str
    last4: str
    folio: str
    installments: int
    methods: Sequence[Method]
    locale: Locale
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a page's list: `more` stands small under `value`."""

    name: str
    value: str
    more: str | None = None


def payable(bill: Bill) -> Shown:
    """The bill: who, how much, what for, until when, how it may be paid."""
    texts = TEXTS[bill.locale]
    methods = [texts.methods[method] for method in bill.methods]
    return {
        "amount": _money(bill, bill.situation.due.amount),
        "creditor": bill.creditor,
        "rows": (
            _purpose(bill),
            Row(name=texts.account, value=f"•• {bill.last4}"),
            Row(name=texts.folio, value=bill.folio),
            Row(name=texts.until, value=_last_day(bill, bill.link.expires_at)),
            Row(name=texts.ways, value=formats.listing(methods, bill.locale)),
        ),
        "notes": _notes(bill),
    }


def waiting(bill: Bill, session: PaySession, instructions: Instructions) -> Shown:
    """A voucher or a transfer that waits: how much, until when, where its details are."""
    texts = TEXTS[bill.locale]
    due = bill.situation.due
    is_changed = due.standing is Standing.PAYABLE and due.amount != session.amount
    return {
        "words": texts.voucher if instructions.method == "oxxo" else texts.transfer,
        "url": instructions.url,
        "creditor": bill.creditor,
        "amount": _money(bill, session.amount),
        "rows": (
            _purpose(bill),
            Row(name=texts.folio, value=bill.folio),
            *_progress(bill, session, instructions),
        ),
        "note": texts.wait_changed.format(amount=_money(bill, due.amount)) if is_changed else None,
    }


def receipt(bill: Bill) -> Sequence[Row]:
    """What is known of the payment that paid the link; nothing when it was paid another way."""
    texts, paid = TEXTS[bill.locale], bill.situation.paid_by
    if paid is None:
        return ()
    day = local_date(paid.paid_at, bill.zone)
    return (
        Row(name=texts.folio, value=paid.folio),
        Row(name=texts.amount, value=_money(bill, paid.amount)),
        Row(name=texts.paid_on, value=formats.day(day, bill.locale, style="short")),
    )


def hint(bill: Bill) -> str | None:
    """What to know about a voucher that outlives the link."""
    session = bill.situation.session
    if session is None or session.progress is not Progress.WAITING:
        return None
    is_voucher = session.instructions is not None and session.instructions.method == "oxxo"
    return TEXTS[bill.locale].voucher_stays if is_voucher else None


def _progress(bill: Bill, session: PaySession, instructions: Instructions) -> Sequence[Row]:
    texts = TEXTS[bill.locale]
    if instructions.method == "oxxo":
        if instructions.expires_at is None:
            return ()
        return (Row(name=texts.last_day, value=_last_day(bill, instructions.expires_at)),)
    return (
        Row(name=texts.received, value=_money(bill, session.amount - instructions.missing)),
        Row(name=texts.missing, value=_money(bill, instructions.missing)),
    )


def _purpose(bill: Bill) -> Row:
    texts, link = TEXTS[bill.locale], bill.link
    is_counted = link.purpose is Purpose.INSTALLMENT and bill.installments > 1
    part = texts.installment.format(no=link.installment_no, count=bill.installments)
    return Row(
        name=texts.for_, value=texts.purposes[link.purpose], more=part if is_counted else None
    )


def _notes(bill: Bill) -> Sequence[str]:
    """One quiet line for each thing that is not as it was when the link was sent."""
    texts, elsewhere = TEXTS[bill.locale], bill.situation.elsewhere
    notes = []
    if bill.situation.due.amount != bill.link.amount:
        notes.append(texts.changed.format(amount=_money(bill, bill.link.amount)))
    if elsewhere is not None:
        notes.append(texts.elsewhere.format(amount=_money(bill, elsewhere.amount)))
    return notes


def _last_day(bill: Bill, end: datetime) -> str:
    """The last whole day before `end`: what ends at midnight ends with the day before."""
    last_day = local_date(end - timedelta(seconds=1), bill.zone)
    return formats.day(last_day, bill.locale, style="short")


def _money(bill: Bill, amount: Money) -> str:
    return formats.money(amount, bill.locale)
