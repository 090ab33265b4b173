"""What life brings: no money, no will, a death, a representative, danger, anger.

The person comes first. Whatever stops here is a person's matter from then on.
"""

from __future__ import annotations

import re
from typing import Any, Final

from bot.cases.model import Reason
from bot.cases.store import open_case
from bot.compliance.rules import jurisdictions
from bot.contacts import identity
from bot.kernel.messages import Reply
from bot.ledger import service as ledger
from bot.negotiation import offers
from bot.outbox.incidents import record_incident
from bot.usecases.accounts import own_accounts
from bot.usecases.call import Answer, Call, leave, say
from bot.usecases.choices import plain_words
from bot.usecases.people import ways_on
from bot.usecases.values import MENU

_NOBODY: Final = {"awaiting": "nobody"}
_RELIEF: Final = MENU[1:]
_PERSON: Final = MENU[-1:]

_INSOLVENCY: Final = re.compile(
    r"\b(insolven\w*|quiebr\w*|bancarrota|concurso|conciliador\w*|bankrupt\w*"
    r"|chapter (?:7|11|13)|ch (?:7|11|13)|trustee)\b"
)
_DEBT_RELIEF: Final = re.compile(
    r"\b(reparadora|resuelve tu deuda|debt (?:relief|settlement|consolidation|management)"
    r"|credit counsel\w*|consolidation company)\b"
)

# What comes with `abuse_threat` when the words were a threat beyond doubt.
THREAT: Final = "threat"


async def hear_hardship(call: Call) -> Answer:
    """Empathy first; then lighter options or a person, as they like. The reason is never asked."""
    await _open(call, Reason.HARDSHIP)
    if not call.contact.is_verified(call.now):
        return say("hardship.noted")
    return Answer(replies=(Reply(key="hardship.heard", options=_RELIEF),), slots=_NOBODY)


async def offer_relief(call: Call) -> Answer:
    """What was wished for by whoever told us of a hardship before proving who they are."""
    await _open(call, Reason.HARDSHIP)
    return Answer(replies=(Reply(key="hardship.next", options=_RELIEF),), slots=_NOBODY)


async def accept_refusal(call: Call) -> Answer:
    """Take a no for a no: what is open closes, nothing is pressed, a person is there.

    Where the law makes a written no an end of collecting, the accounts are paused.
    """
    if jurisdictions().of(call.contact.country).refusal == "stops_collecting":
        for account_id in await own_accounts(call):
            await ledger.raise_flag(call.conn, account_id, "refused")
    await offers.close_open(call.conn, call.contact.id)
    await _open(call, Reason.REFUSAL)
    key = "refusal.heard" if call.contact.is_verified(call.now) else "refusal.noted"
    return Answer(replies=(Reply(key=key, options=_PERSON),), slots=_NOBODY)


async def condole(call: Call) -> Answer:
    """The account holder has died: a kind word and no more; people write from here on."""
    await identity.forget(call.conn, call.contact.id)
    return await _stop(call, Reason.DECEASED, "deceased.condolence")


async def stop_for_representative(call: Call) -> Answer:
    """Somebody acts for the person, or a court does: we ask who, and stop."""
    return await _stop(call, _representation(call.words), "represented.ask")


async def protect_life(call: Call) -> Answer:
    """A life comes first: whom to call, a person at once, nothing collected."""
    lines = {"key": jurisdictions().of(call.contact.country).crisis}
    return await _stop(call, Reason.CRISIS, "crisis.lines", lines=lines)


async def face_abuse(call: Call) -> Answer:
    """An insult gets one calm line, and we go on; a threat ends the talk and people look at it."""
    if call.choice == THREAT:
        await record_incident(
            call.conn, call.contact.id, kind="threat", reply_key=None, now=call.now
        )
        return await _stop(call, Reason.THREAT, "threat.stopped")
    is_asking_who = call.slots.get("awaiting") == "identity"  # the form asks again by itself
    options = () if is_asking_who else ways_on(call)
    return Answer(replies=(Reply(key="abuse.calm", options=options),))


def _representation(said: str) -> Reason:
    """Who or what stands between us: a court, a debt-relief company, else a lawyer."""
    plain = plain_words(said)
    if _INSOLVENCY.search(plain):
        return Reason.INSOLVENCY
    return Reason.DEBT_RELIEF if _DEBT_RELIEF.search(plain) else Reason.REPRESENTED


async def _stop(call: Call, reason: Reason, key: str, **values: Any) -> Answer:
    await offers.close_open(call.conn, call.contact.id)
    await _open(call, reason, hand_over=True)
    return leave(key, **values)


async def _open(call: Call, reason: Reason, *, hand_over: bool = False) -> None:
    await open_case(
        call.conn,
        contact_id=call.contact.id,
        reason=reason,
        now=call.now,
        hand_over=hand_over,
    )
