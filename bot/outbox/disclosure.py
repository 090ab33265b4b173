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
        ("media.audio no.understood guard.neutral", Level.NOTHING),
        ("thanks.welcome claim.noted hardship.noted refusal.noted abuse.calm", Level.NOTHING),
        ("callback.when callback.booked data.which", Level.NOTHING),
        ("third_party.ask third_party.noted third_party.later", Level.NOTHING),
        ("greet.person greet.noname scam.verify complaint.noted", Level.CREDITOR),
        ("offers.not_understood terms.declined terms.expired", Level.MATTER),
        ("terms.nothing_open payment.reported payment.proof_received", Level.MATTER),
        (
            "methods.card dispute.disputed dispute.identity_theft complaint.registered",
            Level.MATTER,
        ),
        ("hardship.heard hardship.next refusal.heard data.requested", Level.MATTER),
        ("document.which document.invoice document.rfc_again document.requested", Level.MATTER),
        ("due.next due.late due.plan", Level.FIGURES),
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
    rules |= dict.fromkeys(("balance.doubt", "offers.none", "counter.person"), handed)
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
        "menu.balance": Level.MATTER,
        "menu.plan": Level.MATTER,
        "menu.detail": Level.MATTER,
        "menu.pay": Level.MATTER,
        "terms.option_yes": Level.MATTER,
        "terms.option_no": Level.MATTER,
    }
)
