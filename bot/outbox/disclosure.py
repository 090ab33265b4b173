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


# Said by the bot while it has the chat, by how much they tell.
_TELLING: Final[Mapping[Level, str]] = MappingProxyType(
    {
        Level.NOTHING: """
            greet.verified identity.ask identity.ask_missing identity.unreadable
            identity.not_matched identity.verified language.switched goodbye scope.out fallback.ask
            no.understood thanks.welcome media.received media.audio media.other
            rating.at_goodbye rating.at_thanks rating.after_receipt rating.thanks rating.sorry
            callback.when callback.hour callback.which_day callback.number_again callback.nearest
            callback.booked callback.noted data.which data.rights_noted
            third_party.ask third_party.noted third_party.later third_party.spared
            claim.noted hardship.noted refusal.noted abuse.calm objection.robot objection.neutral
            balance.unavailable guard.neutral notice.opt_out
        """,
        Level.CREDITOR: """
            greet.person greet.again greet.noname scam.verify complaint.noted complaint.how_here
        """,
        Level.MATTER: """
            notice.us_first notice.us_later notice.pay_only_creditor
            cause.forgiven cause.doubted cause.respected cause.heard
            offers.not_understood terms.declined terms.expired terms.nothing_open methods.card
            promise.reminder promise.no_reminder payment.reported payment.proof_received
            dispute.disputed dispute.identity_theft complaint.registered complaint.how
            hardship.heard hardship.next refusal.heard data.requested data.rights
            document.which document.invoice document.rfc_again document.requested
            objection.bureau_MX objection.bureau_CO objection.bureau_US
            objection.unpaid objection.unpaid_US objection.unknown
            return.already_paid return.dispute
        """,
        Level.FIGURES: """
            notice.mx_first_contact balance.reason balance.summary balance.not_due balance.clear
            balance.detail due.next due.late due.plan due.plan_late account.ask objection.interest
            offers.menu offers.menu_one counter.round_1 counter.round_2 counter.round_3
            counter.round_4 counter.round_5 counter.which counter.which_day
            terms.full terms.current terms.settlement terms.plan plan.accepted
            promise.when promise.past promise.which_day promise.which_amount
            terms.promise terms.promise_nearest promise.made promise.made_remind
            return.plan return.plan_late return.terms return.plan_not_kept
            return.promise_not_kept pay.link pay.nothing_to_pay agent.text
        """,
    }
)

# Said whoever has the chat, and telling nothing.
_ALWAYS: Final = """
    identity.locked human.handoff human.given_back wrong_person.stopped opt_out.confirmed
    opt_out.still opt_out.resumed crisis.lines technical.failure payment.thanks
    deceased.condolence represented.ask threat.stopped
"""
_HANDED_OVER: Final = "balance.doubt offers.none promise.referred counter.person"
_RECEIPTS: Final = "payment.receipt payment.receipt_done"


def _rules() -> dict[str, ReplyRule]:
    always = ReplyRule(level=Level.NOTHING, always=True)
    handed_over = ReplyRule(level=Level.MATTER, always=True, instead="human.handoff")
    receipt = ReplyRule(level=Level.FIGURES, always=True, instead="payment.thanks")
    return {
        **{
            key: ReplyRule(level=level) for level, keys in _TELLING.items() for key in keys.split()
        },
        **dict.fromkeys(_ALWAYS.split(), always),
        **dict.fromkeys(_HANDED_OVER.split(), handed_over),
        **dict.fromkeys(_RECEIPTS.split(), receipt),
    }


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
