"""What people hold against us: a debt that is not theirs or not so, bad service, their data kept.

No answer here asks for money. What is claimed pauses the account until a person has looked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from bot.cases.model import Author, Case, Note, Reason
from bot.cases.notes import add_event
from bot.cases.store import open_case
from bot.compliance.answers import Topic
from bot.compliance.parties import Authority
from bot.compliance.rules import jurisdictions
from bot.ledger import service as ledger
from bot.ledger.service import Account
from bot.negotiation import offers
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
# What comes with `complaint_service` when the words were no complaint, but this, beyond doubt.
DATA_RIGHTS: Final = "data_rights"
HOW_TO_COMPLAIN: Final = "how_to_complain"
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
    """Register a complaint, and say who else hears one; or only say how, if that was the question.

    What a person asks of their own data is registered as that.
    """
    if call.choice == DATA_RIGHTS:
        return await _claim_data_rights(call)
    is_verified = call.contact.is_verified(call.now)
    where = _where(call, names_authorities=is_verified)
    if call.choice == HOW_TO_COMPLAIN:
        key = "complaint.how" if is_verified else "complaint.how_here"
        return say(key, slots=_NOBODY, where=where)
    case = await _open(call, Reason.COMPLAINT)
    answer_by = await _promise_answer(call, case, "complaint")
    if not is_verified:
        return say("complaint.noted", slots=_NOBODY, where=where)
    return say(
        "complaint.registered", slots=_NOBODY, folio=case.folio, answer_by=answer_by, where=where
    )


async def _claim_data_rights(call: Call) -> Answer:
    """A person answers within the country's days, whoever asks: they check who it is."""
    case = await _open(call, Reason.DATA_RIGHTS)
    answer_by = await _promise_answer(call, case, "personal_data")
    authority = jurisdictions().of(call.contact.country).authorities.personal_data
    notice = jurisdictions().business.privacy_notice.removeprefix("https://")
    named = _named([authority]) if authority else None
    where = {"key": "data.where", "values": {"notice": notice, "authority": named}}
    if not call.contact.is_verified(call.now):
        return say("data.rights_noted", slots=_NOBODY, answer_by=answer_by, where=where)
    return say("data.rights", slots=_NOBODY, folio=case.folio, answer_by=answer_by, where=where)


async def _register(call: Call, reason: Reason) -> Answer:
    await offers.close_open(call.conn, call.contact.id)
    wish = "dispute" if reason is Reason.DISPUTE else "identity_theft"
    is_verified = call.contact.is_verified(call.now)
    account = await chosen_account(call)
    if is_verified and account is None:
        return await ask_account(call, wish)
    case = await _open(call, reason, account)
    if account is None:
        return say("claim.noted", slots={"wish": wish})
    flag: ledger.Claim = "disputed" if reason is Reason.DISPUTE else "identity_theft"
    await ledger.raise_flag(call.conn, account.id, flag)
    topic: Topic = "dispute" if reason is Reason.DISPUTE else "identity_theft"
    answer_by = await _promise_answer(call, case, topic)
    slots = {**_NOBODY, "account": account.id}
    return say(f"dispute.{flag}", slots=slots, folio=case.folio, answer_by=answer_by)


async def _open(call: Call, reason: Reason, account: Account | None = None) -> Case:
    return await open_case(
        call.conn,
        contact_id=call.contact.id,
        reason=reason,
        now=call.now,
        account_id=account.id if account else None,
        hand_over=False,
    )


async def _promise_answer(call: Call, case: Case, topic: Topic) -> dict[str, str]:
    """The last day on which an answer is in time: written in the case, once, and as a value."""
    country = call.contact.country
    last_day = jurisdictions().answer_by(topic, country=country, said_on=call.today)
    note = Note(
        author=Author.SYSTEM,
        code="answer_by",
        by=last_day.isoformat(),
        source=f"answer_by:{case.id}",
    )
    await add_event(call.conn, case.id, note, call.now)
    return day(last_day)


def _where(call: Call, *, names_authorities: bool) -> dict[str, Any]:
    """Our own desk, and the authorities: their names alone would tell a stranger of a debt."""
    country = call.contact.country
    desk = jurisdictions().business.office(country).complaint_desk
    named = _named(jurisdictions().of(country).authorities.complaints)
    values = {
        "desk": desk.name,
        "phone": desk.phone,
        "email": desk.email,
        "authorities": named if named and names_authorities else None,
    }
    return {"key": "complaint.where", "values": values}


def _named(authorities: Sequence[Authority]) -> str:
    return ", ".join(f"{a.name} ({a.web.removeprefix('https://')})" for a in authorities)
