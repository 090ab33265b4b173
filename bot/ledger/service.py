"""The one door to the ledger: what the rest of the product may ask of it, and nothing else.

A lender's own core system can stand behind these names later.
"""

from bot.ledger.decisions import DecisionMeta
from bot.ledger.flags import Claim, is_paused, raise_flag
from bot.ledger.lifecycle import accept_plan
from bot.ledger.model import (
    COMPONENTS,
    DEFAULT_ORDER,
    Account,
    Balance,
    Charge,
    Component,
    KeyReused,
    LedgerDoubt,
    OpenCharge,
)
from bot.ledger.payment import PaymentReceived
from bot.ledger.plans import (
    Agreement,
    Plan,
    PlanInstallment,
    active_plan,
    agreed_since,
    has_fulfilled_since,
    next_installment,
    plan,
)
from bot.ledger.policy_versions import record_policy_version
from bot.ledger.posting import Posting, post_payment
from bot.ledger.promises import (
    Promise,
    PromiseTerms,
    latest_promise,
    make_promise,
    open_promise,
    set_reminder,
)
from bot.ledger.reversals import Reversal, reverse
from bot.ledger.store import account, accounts_of, balance, open_charges
from bot.ledger.terms import Installment, Kind, PlanTerms

__all__ = [
    "COMPONENTS",
    "DEFAULT_ORDER",
    "Account",
    "Agreement",
    "Balance",
    "Charge",
    "Claim",
    "Component",
    "DecisionMeta",
    "Installment",
    "KeyReused",
    "Kind",
    "LedgerDoubt",
    "OpenCharge",
    "PaymentReceived",
    "Plan",
    "PlanInstallment",
    "PlanTerms",
    "Posting",
    "Promise",
    "PromiseTerms",
    "Reversal",
    "accept_plan",
    "account",
    "accounts_of",
    "active_plan",
    "agreed_since",
    "balance",
    "has_fulfilled_since",
    "is_paused",
    "latest_promise",
    "make_promise",
    "next_installment",
    "open_charges",
    "open_promise",
    "plan",
    "post_payment",
    "raise_flag",
    "record_policy_version",
    "reverse",
    "set_reminder",
]
