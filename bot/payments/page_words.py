"""What the pay page needs words for; one shape, so that no language and no region lacks a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.payments.model import Purpose, Standing
from bot.payments.seen import Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A page that has nothing to press: what is so, and what to do now."""

    heading: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The page of a voucher or a transfer that waits: where its `button` leads, what to know."""

    heading: str
    body: str
    button: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTexts:
    """Every text of the page; `stripe_locale` is what Stripe calls the language.

    Texts with braces are filled with figures: `changed` and `elsewhere` with an amount and the
    like, `received` and `missing` name a row of the page.
    """

    stripe_locale: str
    title: str
    to: str
    for_: str
    account: str
    folio: str
    until: str
    pay: str
    safety: str
    label: str
    purposes: Mapping[Purpose, str]
    installment: str
    ways: str
    methods: Mapping[Method, str]
    changed: str
    elsewhere: str
    voucher: Waiting
    transfer: Waiting
    wait_changed: str
    voucher_stays: str
    received: str
    missing: str
    last_day: str
    amount: str
    paid_on: str
    notices: Mapping[Standing, Notice]
    unknown: Notice
    trouble: Notice
    slow: Notice
