"""What Stripe refuses about a Checkout Session beyond its mere shape. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.stripe.refusals import Refusal

# Smallest totals Stripe takes, in minor units; COP's is our reading of "must convert to 0.50 USD".
MINIMUM_TOTAL: Final = {"mxn": 1_000, "usd": 50, "cop": 200_000}
_OXXO_MOST: Final = 1_000_000
_OXXO_MOST_DAYS: Final = 7
_SHORTEST_SESSION_S: Final = 30 * 60
LONGEST_SESSION_S: Final = 24 * 60 * 60
_CLOCK_SLACK_S: Final = 5
_OFFERED: Final = ("card", "oxxo", "customer_balance")


def check_session(params: Mapping[str, Any], *, now: int) -> tuple[str, int]:
    """The currency and the total of a session to make; raises Refusal."""
    _require(params, "success_url")
    _require(params, "line_items")
    if params.get("mode") != "payment":
        raise Refusal(400, "This stand-in takes one-time payments only", param="mode")
    currency, total = _total(params["line_items"])
    _check_expiry(params.get("expires_at", now + LONGEST_SESSION_S), now)
    methods = params.get("allowed_payment_method_types", ["card"])
    _check_methods(methods, params, currency=currency, total=total)
    return currency, total


def _check_methods(
    methods: list[str], params: Mapping[str, Any], *, currency: str, total: int
) -> None:
    """Stripe would not offer what does not fit; refusing it shows a mistake of ours sooner."""
    if not methods or not set(methods) <= set(_OFFERED):
        message = f"This stand-in offers {', '.join(_OFFERED)} only."
        raise _bad_methods(message)
    options = params.get("payment_method_options", {})
    if currency != "mxn" and methods != ["card"]:
        raise _bad_methods(f"oxxo and customer_balance take MXN only, not {currency}.")
    if "oxxo" in methods:
        _check_oxxo(options.get("oxxo", {}), total)
    if "customer_balance" in methods:
        _require(params, "customer")
        _check_transfer(options.get("customer_balance", {}))


def _check_oxxo(options: Mapping[str, Any], total: int) -> None:
    if total > _OXXO_MOST:
        message = "An OXXO voucher is for at most 10,000.00 MXN."
        raise Refusal(400, message, code="amount_too_large")
    if not 1 <= options.get("expires_after_days", 3) <= _OXXO_MOST_DAYS:
        param = "payment_method_options[oxxo][expires_after_days]"
        raise Refusal(400, "A voucher lives 1 to 7 days.", param=param)


def _check_transfer(options: Mapping[str, Any]) -> None:
    bank_transfer = options.get("bank_transfer", {})
    is_spei = bank_transfer.get("type") == "mx_bank_transfer"
    if options.get("funding_type") != "bank_transfer" or not is_spei:
        message = "customer_balance needs funding_type bank_transfer, of type mx_bank_transfer."
        raise Refusal(400, message, param="payment_method_options[customer_balance]")


def _bad_methods(message: str) -> Refusal:
    return Refusal(400, message, param="allowed_payment_method_types")


def _require(params: Mapping[str, Any], name: str) -> None:
    if not params.get(name):
        raise Refusal(400, f"Missing required param: {name}.", param=name)


def _total(line_items: list[Mapping[str, Any]]) -> tuple[str, int]:
    prices = [item.get("price_data") for item in line_items]
    currencies = {price["currency"] for price in prices if price}
    if None in prices or len(currencies) != 1:
        raise Refusal(400, "Every line item needs price_data of one currency", param="line_items")
    (currency,) = currencies
    total = sum(item["price_data"]["unit_amount"] * item.get("quantity", 1) for item in line_items)
    if total < MINIMUM_TOTAL.get(currency, 50):
        message = "The Checkout Session's total amount due is below the minimum."
        raise Refusal(400, message, code="amount_too_small")
    return currency, total


def _check_expiry(expires_at: int, now: int) -> None:
    earliest = now + _SHORTEST_SESSION_S - _CLOCK_SLACK_S
    latest = now + LONGEST_SESSION_S + _CLOCK_SLACK_S
    if not earliest <= expires_at <= latest:
        message = "`expires_at` must be between 30 minutes and 24 hours from creation."
        raise Refusal(400, message, param="expires_at")
