"""The words of the pay page in English."""

from __future__ import annotations

from typing import Final

from bot.payments.model import Purpose, Standing
from bot.payments.page_words import Notice, PageTexts, Waiting

EN: Final = PageTexts(
    stripe_locale="en",
    title="Secure payment",
    to="Payment to",
    for_="For",
    account="Account",
    folio="Reference",
    until="Available until",
    pay="Pay",
    safety="You pay on Stripe's secure page. We will never ask for your card details in a chat.",
    label="Payment · reference {folio}",
    purposes={
        Purpose.EVERYTHING: "Full payment of what was agreed",
        Purpose.OVERDUE: "Payment of the past-due amount",
        Purpose.SETTLEMENT: "Settlement at a discount",
        Purpose.INSTALLMENT: "Payment of your plan",
    },
    installment="Payment {no} of {count}",
    ways="You can pay by",
    methods={"card": "card", "oxxo": "cash at OXXO", "spei": "SPEI bank transfer"},
    changed="The amount has changed since we sent this link: it was {amount}.",
    elsewhere="You already have another payment of {amount} waiting. If you're going to use it, "
    "don't pay the same here.",
    voucher=Waiting(
        heading="Your OXXO voucher is ready",
        body="Pay it at any OXXO; it's confirmed the next business day. Don't print another one: "
        "a printed voucher can't be cancelled.",
        button="See my voucher",
    ),
    transfer=Waiting(
        heading="We're waiting for your transfer",
        body="Transfer by SPEI with the details on your instructions. If you've already done it, "
        "it may take a few hours to arrive.",
        button="See the transfer details",
    ),
    wait_changed="What you owe for this is now {amount}. Anything paid on top stays in your "
    "favor; if in doubt, message us on WhatsApp.",
    voucher_stays="If you printed an OXXO voucher with this link, don't pay it: message us on "
    "WhatsApp.",
    received="Received",
    missing="Still missing",
    last_day="Last day",
    amount="Amount",
    paid_on="Date",
    notices={
        Standing.CONFIRMING: Notice(
            heading="We're confirming your payment",
            body="It usually takes a few seconds. This page updates by itself.",
        ),
        Standing.PAID: Notice(
            heading="Payment received",
            body="Thank you. Your receipt is on its way on WhatsApp; you can close this page.",
        ),
        Standing.NOTHING_OWED: Notice(
            heading="There's nothing to pay",
            body="What this link covered is no longer due. If you think that's a mistake, message "
            "us on WhatsApp.",
        ),
        Standing.SUPERSEDED: Notice(
            heading="This link is no longer valid",
            body="Your agreement changed after we sent it. Look for the latest link in your "
            "WhatsApp chat, or ask us for a new one.",
        ),
        Standing.REVOKED: Notice(
            heading="We closed this link",
            body="It can't be used to pay any more. Message us on WhatsApp and we'll tell you how "
            "to go on.",
        ),
        Standing.EXPIRED: Notice(
            heading="This link has expired",
            body="You were not charged. Message us on WhatsApp and we'll send you a new one.",
        ),
        Standing.TOO_SMALL: Notice(
            heading="This amount is too small to pay here",
            body="Such a small amount can't be charged online. Message us on WhatsApp and we'll "
            "sort it out with you.",
        ),
    },
    unknown=Notice(
        heading="We couldn't find this link",
        body="Check that it's complete, just as it arrived in your WhatsApp chat.",
    ),
    trouble=Notice(
        heading="We couldn't open the payment",
        body="You were not charged. Try again in a few minutes, or message us on WhatsApp.",
    ),
    slow=Notice(
        heading="We're still confirming your payment",
        body="It's taking longer than usual. If you've already paid, don't pay again: we'll "
        "message you on WhatsApp as soon as it's confirmed.",
    ),
)
