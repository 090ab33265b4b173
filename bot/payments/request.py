"""What Stripe is asked for when a session is made. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from bot.kernel.money import Money
from bot.ledger import service as ledger
from bot.payments.model import PayLink


def checkout_request(
    amount: Money,
    *,
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
        "allowed_payment_method_types": ["card"],
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
    }
    return json.dumps(request, sort_keys=True)


def metadata_of(link: PayLink, plan: ledger.Plan) -> dict[str, str]:
    """What a payment must carry to be posted: ids and kinds only."""
    return {
        "pay_link": link.id,
        "obligation": plan.id,
        "offer_id": plan.offer_id,
        "kind": plan.terms.kind,
        "installment_no": str(link.installment_no),
    }
