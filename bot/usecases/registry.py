"""Every use case, built once with what it needs; actions are given this."""

from __future__ import annotations

from dataclasses import dataclass

from bot.contacts.identity import Identifier
from bot.kernel.privacy import Vault
from bot.policy.schema import Policy
from bot.usecases.answers import Answers
from bot.usecases.callbacks import Callbacks
from bot.usecases.identify import Identify
from bot.usecases.negotiate import Negotiate
from bot.usecases.nonpayment import Nonpayment
from bot.usecases.offers import Offers
from bot.usecases.pay import Pay
from bot.usecases.plans import Plans
from bot.usecases.promises import Promises
from bot.usecases.requests import Requests
from bot.usecases.returns import Returns


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCases:
    """The use cases that hold something; the others are plain functions of their modules."""

    identify: Identify
    nonpayment: Nonpayment
    offers: Offers
    negotiate: Negotiate
    plans: Plans
    promises: Promises
    answers: Answers
    pay: Pay
    requests: Requests
    callbacks: Callbacks
    returns: Returns


def build_use_cases(*, vault: Vault, policy: Policy, public_url: str) -> UseCases:
    """Wire them; `public_url` is where people reach the pay page."""
    offers = Offers(policy)
    negotiate = Negotiate(offers, vault=vault)
    pay = Pay(offers, negotiate, vault=vault, public_url=public_url)
    plans = Plans(offers, pay, negotiate)
    promises = Promises(policy, offers)
    callbacks = Callbacks(vault)
    return UseCases(
        identify=Identify(Identifier(vault)),
        nonpayment=Nonpayment(offers, negotiate),
        offers=offers,
        plans=plans,
        promises=promises,
        answers=Answers(plans, promises, negotiate),
        negotiate=negotiate,
        pay=pay,
        requests=Requests(vault, callbacks),
        callbacks=callbacks,
        returns=Returns(offers),
    )
