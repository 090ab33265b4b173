"""The one door to the ledger: what the rest of the product may ask of it, and nothing else.

A lender's own core system can stand behind these names later.
"""

from bot.ledger.accrual_terms import Declaration
from bot.ledger.accruals import AccrualTerms, DayCount
from bot.ledger.accruing import accounts_to_accrue, accrue_account
from bot.ledger.ageing import Aged, accounts_to_age, age
from bot.ledger.charging import NewCharge, new_charge, post_charges
from bot.ledger.credit import CreditHeld, credits
from bot.ledger.decisions import DecisionMeta
from bot.ledger.flags import Claim, is_paused, raise_flag
from bot.ledger.journal import fingerprint, recorded
from bot.ledger.lifecycle import accept_plan
from bot.ledger.model import (
    COMPONENTS,
    DEFAULT_ORDER,
    Account,
    Balance,
    Charge,
    Component,
    Flag,
    KeyReused,
    LedgerDoubt,
    OpenCharge,
    OrderFor,
    usual_order,
)
from bot.ledger.not_kept import NotKept, mark_told, times_not_kept, untold
from bot.ledger.payment import PaymentReceived
from bot.ledger.plan_states import is_kept
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
from bot.ledger.reach import LedgerUnreachable
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
from bot.ledger.store import account, account_exists, accounts_of, balance, open_charges
from bot.ledger.terms import Installment, Kind, PlanTerms
from bot.ledger.terms import from_json as terms_from_json
from bot.ledger.terms import to_json as terms_to_json
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
    "AccrualTerms",
    "Aged",
    "Agreement",
    "AlreadyReversed",
    "Balance",
    "Charge",
    "Claim",
    "Component",
    "CreditHeld",
    "DayCount",
    "DecisionMeta",
    "Declaration",
    "Figures",
    "Flag",
    "Installment",
    "KeyReused",
    "Kind",
    "LedgerDoubt",
    "LedgerUnreachable",
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
    "account_exists",
    "accounts_of",
    "accounts_to_accrue",
    "accounts_to_age",
    "accrue_account",
    "active_plan",
    "age",
    "agreed_since",
    "apply_unapplied",
    "balance",
    "balance_as_of",
    "credits",
    "find_unapplied",
    "fingerprint",
    "has_fulfilled_since",
    "is_kept",
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
    "recorded",
    "refund",
    "return_unapplied",
    "reverse",
    "set_reminder",
    "statement",
    "terms_from_json",
    "terms_to_json",
    "times_not_kept",
    "unapplied",
    "undo_refund",
    "untold",
    "usual_order",
    "write_off",
]
