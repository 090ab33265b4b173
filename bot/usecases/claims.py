"""What people hold against us: a debt that is not theirs or not so, and a service that was bad.

No answer here asks for money. What is claimed pauses the account until a person has looked.
"""

from __future__ import annotations

import re
from typing import Any, Final

from bot.cases.model import Reason
from bot.cases.store import open_case
from bot.compliance.answers import Topic
from bot.compliance.rules import jurisdictions
from bot.ledger import offers
from bot.ledger import service as ledger
from bot.usecases.accounts import ask_account, chosen_account
from bot.usecases.call import Answer, Call, say
from bot.usecases.choices import plain_words
from bot.usecases.values import day

_THEFT: Final = re.compile(
    r"suplanta|rob\w* (?:mi|la) identidad|(?:us|sac|pid|abr|solicit)\w+\b.*\b(?:mi nombre"
    r"|mis datos|mi cedula|mi ine)|a mi nombre sin|nunca (?:saque|pedi|abri|solicite|firme)"
    r"|identity (?:theft|thief|fraud)|stol\w* my (?:identity|info|ssn)|stolen identity"
    r"|(?:opened|took out|used)\b.*\b(?:my name|my info|my identity)|never (?:opened|applied|took)"
    r"|impersonat"
)
_NOBODY: Final = {"awaiting": "nobody"}


async def dispute(call: Call) -> Answer:
    """Register that the person does not recognise a debt, or its amount, and pause the account.

    Nobody unproved hears that there is a debt: what they say is noted, and who they are is asked.
    """
    if _THEFT.search(plain_words(call.words)) and not call.slots.get("identity"):
        return await report_identity_theft(call)
    return await _register(call, Reason.DISPUTE)


async def report_identity_theft(call: Call) -> Answer:
    """Register that somebody else used the person's name, and pause the account."""
    return await _register(call, Reason.IDENTITY_THEFT)


async def complain(call: Call) -> Answer:
    """Register a complaint, and say who else hears one."""
    case = await open_case(
        call.conn,
        contact_id=call.contact.id,
        reason=Reason.COMPLAINT,
        now=call.now,
        hand_over=False,
    )
    desk = jurisdictions().business.office(call.contact.country).complaint_desk
    if not call.contact.is_verified(call.now):
        return say("complaint.noted", slots=_NOBODY, phone=desk.phone, email=desk.email)
    where = {"desk": desk.name, "phone": desk.phone, "email": desk.email}
    return say(
        "complaint.registered",
        slots=_NOBODY,
        folio=case.folio,
        answer_by=_answer_by(call, "complaint"),
        where={"key": "complaint.where", "values": {**where, "authorities": _authorities(call)}},
    )


async def _register(call: Call, reason: Reason) -> Answer:
    await offers.close_open(call.conn, call.contact.id)
    wish = "dispute" if reason is Reason.DISPUTE else "identity_theft"
    is_verified = call.contact.is_verified(call.now)
    account = await chosen_account(call)
    if is_verified and account is None:
        return await ask_account(call, wish)
    case = await open_case(
        call.conn,
        contact_id=call.contact.id,
        reason=reason,
        now=call.now,
        account_id=account.id if account else None,
        hand_over=False,
    )
    if account is None:
        return say("claim.noted", slots={"wish": wish})
    flag: ledger.Claim = "disputed" if reason is Reason.DISPUTE else "identity_theft"
    await ledger.raise_flag(call.conn, account.id, flag)
    topic: Topic = "dispute" if reason is Reason.DISPUTE else "identity_theft"
    slots = {**_NOBODY, "account": account.id}
    return say(f"dispute.{flag}", slots=slots, folio=case.folio, answer_by=_answer_by(call, topic))


def _answer_by(call: Call, topic: Topic) -> dict[str, str]:
    last_day = jurisdictions().answer_by(topic, country=call.contact.country, said_on=call.today)
    return day(last_day)


def _authorities(call: Call) -> Any:
    """Whom the person may also turn to; None where we know of nobody, and the line is left out."""
    named = jurisdictions().of(call.contact.country).authorities.complaints
    return ", ".join(f"{a.name} ({a.web.removeprefix('https://')})" for a in named) or None
