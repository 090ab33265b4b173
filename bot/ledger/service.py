"""The one door to the ledger: what the rest of the product may ask of it, and nothing else.

A lender's own core system can stand behind these names later.
"""

from bot.ledger.charging import NewCharge, new_charge, post_charges
from bot.ledger.credit import CreditHeld, credits
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
    OrderFor,
    usual_order,
)
from bot.ledger.not_kept import NotKept, mark_told, times_not_kept, untold
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
from bot.ledger.refunds import MoneyBack, Refunded, refund
from bot.ledger.refunds import undo as undo_refund
from bot.ledger.reversals import AlreadyReversed, NotReversible, Reversal, reverse
from bot.ledger.statements import (
    Figures,
    Statement,
    StatementLine,
    balance_as_of,
    statement,
)
from bot.ledger.store import account, accounts_of, balance, open_charges
from bot.ledger.terms import Installment, Kind, PlanTerms
from bot.ledger.unapplied import (
    OtherCurrency,
    Unapplied,
    UnappliedReceived,
    apply_unapplied,
    find_unapplied,
    post_unapplied,
    return_unapplied,
    unapplied,
)
from bot.ledger.write_offs import NothingOwed, write_off

__all__ = [
    "COMPONENTS",
    "DEFAULT_ORDER",
    "Account",
    "Agreement",
    "AlreadyReversed",
    "Balance",
    "Charge",
    "Claim",
    "Component",
    "CreditHeld",
    "DecisionMeta",
    "Figures",
    "Installment",
    "KeyReused",
    "Kind",
    "LedgerDoubt",
    "MoneyBack",
    "NewCharge",
    "NotKept",
    "NotReversible",
    "NothingOwed",
    "OpenCharge",
    "OrderFor",
    "OtherCurrency",
    "PaymentReceived",
    "Plan",
    "PlanInstallment",
    "PlanTerms",
    "Posting",
    "Promise",
    "PromiseTerms",
    "Refunded",
    "Reversal",
    "Statement",
    "StatementLine",
    "Unapplied",
    "UnappliedReceived",
    "accept_plan",
    "account",
    "accounts_of",
    "active_plan",
    "agreed_since",
    "apply_unapplied",
    "balance",
    "balance_as_of",
    "credits",
    "find_unapplied",
    "has_fulfilled_since",
    "is_paused",
    "latest_promise",
    "make_promise",
    "mark_told",
    "new_charge",
    "next_installment",
    "open_charges",
    "open_promise",
    "plan",
    "post_charges",
    "post_payment",
    "post_unapplied",
    "raise_flag",
    "record_policy_version",
    "refund",
    "return_unapplied",
    "reverse",
    "set_reminder",
    "statement",
    "times_not_kept",
    "unapplied",
    "undo_refund",
    "untold",
    "usual_order",
    "write_off",
]
