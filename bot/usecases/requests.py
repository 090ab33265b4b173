"""What people ask a person to do: a call, a document, a change; and messages others leave.

Nothing changes on the person's word: the words go into a case. What is missing is asked once, and
the next message is taken for the answer (slots `awaiting: details` and `topic`).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.cases import notes
from bot.cases.model import Author, Case, Note, Reason
from bot.cases.store import find_undone, open_case
from bot.compliance.rules import jurisdictions
from bot.contacts import identity
from bot.contacts import store as contacts
from bot.contacts.factors import read_factors
from bot.kernel.privacy import Vault
from bot.ledger import offers
from bot.usecases import people
from bot.usecases.accounts import chosen_account
from bot.usecases.call import Answer, Call, leave, say
from bot.usecases.choices import plain_words
from bot.usecases.spared import is_spared

_NOBODY: Final = {"awaiting": "nobody", "topic": None}
_DAYS: Final = "lunes|martes|miercoles|jueves|viernes|sabado|domingo|hoy|manana|mediodia"
_WEEKDAYS: Final = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow|noon"
_WHEN: Final = re.compile(
    rf"(?<!\d)\d{{1,2}}(?!\d)|\b(?:{_DAYS}|{_WEEKDAYS}|tonight|morning|afternoon|evening"
    r"|(?<!mas )tarde|noche|a las (?:una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once))\b"
)
_INVOICE: Final = re.compile(r"\b(?:factur\w*|cfdi|timbr\w*|rfc|tax invoice)\b")
_DOCUMENT: Final = re.compile(
    r"\b(?:recibos?|comprobantes?|estado de cuenta|constancia|carta|paz y salvo|certificado"
    r"|factur\w*|receipts?|statement|letter|proof|invoice|certificate)\b"
)
_NEW_VALUE: Final = re.compile(r"\d|@|\b(?:calle|avenida|colonia|carrera|street|avenue)\b")
# Mexico's tax number: 12 characters for a company, 13 for a person.
_RFC: Final = re.compile(r"\b[a-z&ñ]{3,4}[ -]?\d{6}[ -]?[a-z0-9]{3}\b")


class Requests:
    """Writes what people ask for into cases, for whoever works on them."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._topics: Mapping[str, Callable[[Call], Awaitable[Answer]]] = {
            "callback": self._book_call,
            "document": self._take_document,
            "invoice": self._take_invoice,
            "invoice_again": self._request_document,
            "data": self._request_change,
            "third_party": self._keep_message,
        }

    async def call_back(self, call: Call) -> Answer:
        """Note when and where the person wants to be called; ask when they did not say when."""
        if _WHEN.search(plain_words(call.words)):
            return await self._book_call(call)
        return _asking("callback.when", "callback")

    async def document(self, call: Call) -> Answer:
        """Have a receipt, a letter or an invoice prepared; an invoice needs the tax data first."""
        if not call.contact.is_verified(call.now):
            return Answer()
        if call.slots.get("identity") or not _DOCUMENT.search(plain_words(call.words)):
            return _asking("document.which", "document")
        return await self._take_document(call)

    async def change_data(self, call: Call) -> Answer:
        """Note the new value for a person to confirm; what is on file stays until then."""
        if not call.contact.is_verified(call.now):
            return Answer()
        if call.slots.get("identity") or not _NEW_VALUE.search(plain_words(call.words)):
            return _asking("data.which", "data")
        return await self._request_change(call)

    async def take_message(self, call: Call) -> Answer:
        """Somebody else writes from this phone: nothing is said, and what was proved is forgotten.

        Where the law lets us, they are asked once when to find whom we look for; a child, or an
        elderly relative, is asked for nothing.
        """
        if call.slots.get("topic") == "third_party" and not is_spared(call.words):
            return await self._keep_message(call)
        await offers.close_open(call.conn, call.contact.id)
        await identity.forget(call.conn, call.contact.id)
        is_known = await find_undone(call.conn, call.contact.id, Reason.THIRD_PARTY)
        await _open(call, Reason.THIRD_PARTY)
        if is_spared(call.words):
            return leave("third_party.spared")
        if is_known or not await _may_take_message(call):
            return leave("third_party.later")
        asked = leave("third_party.ask")
        slots = {"awaiting": "details", "topic": "third_party"}
        return Answer(replies=asked.replies, slots=slots, closes_form=True)

    async def take_details(self, call: Call) -> Answer:
        """The message is the answer to what we asked last."""
        take = self._topics.get(str(call.slots.get("topic")), people.misunderstood)
        return await take(call)

    async def _book_call(self, call: Call) -> Answer:
        case = await self._write(call, Reason.CALLBACK)
        return say("callback.booked", slots=_NOBODY, folio=_folio(call, case))

    async def _take_document(self, call: Call) -> Answer:
        plain = plain_words(call.words)
        needs_tax_data = call.contact.country == "MX" and _INVOICE.search(plain)
        if needs_tax_data and not _has_tax_number(call):
            await self._write(call, Reason.DOCUMENT)
            return _asking("document.invoice", "invoice")
        return await self._request_document(call)

    async def _take_invoice(self, call: Call) -> Answer:
        if _has_tax_number(call):
            return await self._request_document(call)
        await self._write(call, Reason.DOCUMENT)
        return _asking("document.rfc_again", "invoice_again")

    async def _request_document(self, call: Call) -> Answer:
        return await self._promise(call, Reason.DOCUMENT, "document.requested")

    async def _request_change(self, call: Call) -> Answer:
        return await self._promise(call, Reason.DATA_CHANGE, "data.requested")

    async def _keep_message(self, call: Call) -> Answer:
        if is_spared(call.words):
            return say("third_party.spared", slots=_NOBODY)
        await self._write(call, Reason.THIRD_PARTY)
        return say("third_party.noted", slots=_NOBODY)

    async def _promise(self, call: Call, reason: Reason, key: str) -> Answer:
        """Write it down; whoever is no longer verified only hears that it is noted."""
        case = await self._write(call, reason)
        if not call.contact.is_verified(call.now):
            return say("claim.noted", slots=_NOBODY)
        return say(key, slots=_NOBODY, folio=case.folio)

    async def _write(self, call: Call, reason: Reason) -> Case:
        case = await _open(call, reason)
        note = Note(author=Author.BOT, text=_shown(call), source=f"details:{call.turn_id}")
        await notes.add(call.conn, self._vault, case_id=case.id, note=note, now=call.now)
        return case


async def _open(call: Call, reason: Reason) -> Case:
    account = await chosen_account(call)
    return await open_case(
        call.conn,
        contact_id=call.contact.id,
        reason=reason,
        now=call.now,
        account_id=account.id if account else None,
        hand_over=False,
    )


async def _may_take_message(call: Call) -> bool:
    """Only on the phone of whoever we look for, and only where the country's rules allow it."""
    is_allowed = jurisdictions().of(call.contact.country).third_party.take_message
    return is_allowed and bool(await contacts.customers_of(call.conn, call.contact.id))


def _asking(key: str, topic: str) -> Answer:
    return say(key, slots={"awaiting": "details", "topic": topic})


def _has_tax_number(call: Call) -> bool:
    return _RFC.search(call.words.lower()) is not None


def _folio(call: Call, case: Case) -> str | None:
    return case.folio if call.contact.is_verified(call.now) else None


def _shown(call: Call) -> str:
    """The words for agents; a date of birth among those of somebody unproved is hidden."""
    if call.contact.is_verified(call.now):
        return call.words
    reading = read_factors(
        call.words,
        country=call.contact.country,
        accepted=frozenset({"date_of_birth"}),
        today=call.today,
    )
    return reading.masked if reading.dates else call.words
