"""What each reply discloses. A key that is not in this table is never sent.

Levels, each including the ones before: nothing; which creditor writes; that a matter exists;
figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Final


class Level(IntEnum):
    """How much a message tells whoever holds the phone."""

    NOTHING = 0
    CREDITOR = 1
    MATTER = 2
    FIGURES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRule:
    """`always` passes while an agent has the chat; `instead` is said for a level not allowed."""

    level: Level
    always: bool = False
    instead: str = "guard.neutral"


def _rules() -> dict[str, ReplyRule]:
    rules: dict[str, ReplyRule] = {}
    for keys, level in (
        ("greet.verified identity.ask identity.ask_missing identity.unreadable", Level.NOTHING),
        ("identity.not_matched identity.verified balance.unavailable", Level.NOTHING),
        ("language.switched goodbye scope.out fallback.ask media.received", Level.NOTHING),
        ("thanks.welcome claim.noted hardship.noted refusal.noted abuse.calm", Level.NOTHING),
        ("callback.when callback.hour callback.which_day callback.number_again", Level.NOTHING),
        ("callback.nearest callback.booked callback.noted", Level.NOTHING),
        ("data.which data.rights_noted", Level.NOTHING),
        ("third_party.ask third_party.noted third_party.later third_party.spared", Level.NOTHING),
        (
            "greet.person greet.again greet.noname scam.verify complaint.noted complaint.how_here",
            Level.CREDITOR,
        ),
        ("media.audio media.other no.understood guard.neutral notice.opt_out", Level.NOTHING),
        ("rating.at_goodbye rating.at_thanks rating.after_receipt", Level.NOTHING),
        ("rating.thanks rating.sorry", Level.NOTHING),
        ("offers.not_understood terms.declined terms.expired", Level.MATTER),
        ("terms.nothing_open payment.reported payment.proof_received", Level.MATTER),
        (
            "methods.card dispute.disputed dispute.identity_theft complaint.registered",
            Level.MATTER,
        ),
        ("notice.us_first notice.us_later notice.pay_only_creditor", Level.MATTER),
        ("notice.mx_first_contact balance.reason", Level.FIGURES),
        ("cause.forgiven cause.doubted cause.respected cause.heard", Level.MATTER),
        (
            "hardship.heard hardship.next refusal.heard data.requested data.rights complaint.how",
            Level.MATTER,
        ),
        ("document.which document.invoice document.rfc_again document.requested", Level.MATTER),
        ("objection.robot objection.neutral", Level.NOTHING),
        ("objection.bureau_MX objection.bureau_CO objection.bureau_US", Level.MATTER),
        ("objection.unpaid objection.unpaid_US objection.unknown", Level.MATTER),
        ("objection.interest", Level.FIGURES),
        ("return.already_paid return.dispute", Level.MATTER),
        ("return.plan return.plan_late return.terms", Level.FIGURES),
        ("due.next due.late due.plan", Level.FIGURES),
        ("promise.when promise.past promise.which_day promise.which_amount", Level.FIGURES),
        ("terms.promise terms.promise_nearest promise.made promise.made_remind", Level.FIGURES),
        ("promise.reminder promise.no_reminder", Level.MATTER),
        ("balance.summary balance.not_due balance.clear balance.detail", Level.FIGURES),
        ("account.ask offers.menu offers.menu_one", Level.FIGURES),
        ("terms.full terms.current terms.settlement", Level.FIGURES),
        ("counter.round_1 counter.round_2 counter.round_3 counter.round_4", Level.FIGURES),
        ("counter.round_5 counter.which counter.which_day", Level.FIGURES),
        ("terms.plan plan.accepted pay.link pay.nothing_to_pay agent.text", Level.FIGURES),
    ):
        rules |= {key: ReplyRule(level=level) for key in keys.split()}
    always = (
        "identity.locked human.handoff human.given_back wrong_person.stopped opt_out.confirmed"
        " opt_out.still opt_out.resumed crisis.lines technical.failure payment.thanks"
        " deceased.condolence represented.ask threat.stopped"
    )
    rules |= {key: ReplyRule(level=Level.NOTHING, always=True) for key in always.split()}
    handed = ReplyRule(level=Level.MATTER, always=True, instead="human.handoff")
    handed_over = ("balance.doubt", "offers.none", "promise.referred", "counter.person")
    rules |= dict.fromkeys(handed_over, handed)
    receipt = ReplyRule(level=Level.FIGURES, always=True, instead="payment.thanks")
    rules |= dict.fromkeys(("payment.receipt", "payment.receipt_done"), receipt)
    return rules


REPLIES: Final[Mapping[str, ReplyRule]] = MappingProxyType(_rules())

# What the title of an option tells whoever reads it; one that is not here counts as figures.
OPTIONS: Final[Mapping[str, Level]] = MappingProxyType(
    {
        "greet.option_yes": Level.NOTHING,
        "greet.option_no": Level.NOTHING,
        "menu.human": Level.NOTHING,
        "callback.option_yes": Level.NOTHING,
        "callback.option_no": Level.NOTHING,
        "return.option_go_on": Level.MATTER,
        "menu.balance": Level.MATTER,
        "menu.plan": Level.MATTER,
        "menu.detail": Level.MATTER,
        "menu.pay": Level.MATTER,
        "cause.forgot": Level.MATTER,
        "cause.less_income": Level.MATTER,
        "cause.disagrees": Level.MATTER,
        "cause.unsaid": Level.MATTER,
        "cause.option_dispute": Level.MATTER,
        "terms.option_yes": Level.MATTER,
        "terms.option_no": Level.MATTER,
        "promise.option_yes": Level.MATTER,
        "promise.option_no": Level.MATTER,
        "promise.option_remind": Level.MATTER,
        "promise.day_option": Level.MATTER,
    }
)
