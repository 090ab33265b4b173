"""What Stripe is asked for when a session is made. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from bot.kernel.money import Money
from bot.ledger import service as ledger
from bot.payments.model import PayLink
from bot.payments.seen import Method

_STRIPES_NAMES: Final[Mapping[Method, str]] = MappingProxyType(
    {"card": "card", "oxxo": "oxxo", "spei": "customer_balance"}
)
_SPEI: Final = {
    "funding_type": "bank_transfer",
    "bank_transfer": {"type": "mx_bank_transfer"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How a session may be paid; `voucher_days` matters with OXXO.

    `customer` is Stripe's, one for each obligation: transfers are spread over all that one
    Customer has open. None where no transfer is offered.
    """

    methods: Sequence[Method]
    voucher_days: int = 0
    customer: str | None = None


CARDS: Final = Ways(methods=("card",))


def checkout_request(  # noqa: PLR0913 - what a session is made of
    amount: Money,
    *,
    ways: Ways = CARDS,
    label: str,
    locale: str,
    page: str,
    expires_at: datetime,
    metadata: Mapping[str, str],
) -> str:
    """The request as JSON, to be sent as it is on every try.

    Labels are neutral and metadata holds ids: no personal data. Metadata goes twice, because a
    session's does not reach its PaymentIntent.
    """
    request = {
        "mode": "payment",
        "ui_mode": "hosted_page",
        "locale": locale,
        "client_reference_id": metadata["pay_link"],
        "success_url": f"{page}?done=1",
        "cancel_url": page,
        "expires_at": int(expires_at.timestamp()),
        "adaptive_pricing": {"enabled": False},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": amount.currency.lower(),
                    "unit_amount": amount.amount_minor,
                    "product_data": {"name": label},
                },
            }
        ],
        "metadata": dict(metadata),
        "payment_intent_data": {"description": label, "metadata": dict(metadata)},
        **_how(ways),
    }
    return json.dumps(request, sort_keys=True)


def metadata_of(link: PayLink, plan: ledger.Plan, *, generation: int) -> dict[str, str]:
    """What a payment must carry to be posted, and its session to be found: ids and kinds only."""
    metadata = {
        "pay_link": link.id,
        "generation": str(generation),
        "obligation": plan.id,
        "offer_id": plan.offer_id,
        "kind": link.purpose.value,
    }
    if link.installment_no is not None:
        metadata["installment_no"] = str(link.installment_no)
    return metadata


def _how(ways: Ways) -> dict[str, Any]:
    how: dict[str, Any] = {
        "allowed_payment_method_types": [_STRIPES_NAMES[each] for each in ways.methods]
    }
    options: dict[str, Any] = {}
    if "oxxo" in ways.methods:
        options["oxxo"] = {"expires_after_days": ways.voucher_days}
    if "spei" in ways.methods:
        options["customer_balance"] = _SPEI
    if options:
        how["payment_method_options"] = options
    if ways.customer is not None:
        how["customer"] = ways.customer
    return how
