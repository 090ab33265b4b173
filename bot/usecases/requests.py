"""What people ask a person to do: a document, a change; and messages others leave.

Nothing changes on the person's word: the words go into a case. What is missing is asked once, and
the next message is taken for the answer (slots `awaiting: details` and `topic`).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from bot.cases import notes
from bot.cases.model import Author, Case, Note, Reason
from bot.cases.store import find_undone, open_case
from bot.compliance.rules import jurisdictions
from bot.contacts import identity
from bot.contacts import store as contacts
from bot.kernel.privacy import Vault
from bot.negotiation import offers
from bot.usecases import people
from bot.usecases.accounts import chosen_account
from bot.usecases.call import Answer, Call, leave, say
from bot.usecases.callbacks import Callbacks
from bot.usecases.choices import plain_words
from bot.usecases.phone_words import read_phone
from bot.usecases.shown import shown_words
from bot.usecases.spared import is_spared
from bot.usecases.tax_number import RfcReading, read_rfc

_NOBODY: Final = {"awaiting": "nobody", "topic": None}
_INVOICE: Final = re.compile(r"\b(?:factur\w*|cfdi|timbr\w*|rfc|tax invoice)\b")
_DOCUMENT: Final = re.compile(
    r"\b(?:recibos?|comprobantes?|estado de cuenta|constancia|carta|paz y salvo|certificado"
    r"|factur\w*|receipts?|statement|letter|proof|invoice|certificate)\b"
)
_NEW_VALUE: Final = re.compile(r"\d|\b(?:calle|avenida|colonia|carrera|street|avenue)\b")
_EMAIL: Final = re.compile(r"\b([\w.+-])[\w.+-]*@([\w-]+\.[\w.-]*\w)")


class Requests:
    """Writes what people ask for into cases, for whoever works on them."""

    def __init__(self, vault: Vault, callbacks: Callbacks) -> None:
        self._vault = vault
        self._topics: Mapping[str, Callable[[Call], Awaitable[Answer]]] = {
            "callback": callbacks.take_details,
            "document": self._take_document,
            "invoice": self._take_invoice,
            "invoice_again": self._request_document,
            "data": self._request_change,
            "data_again": self._request_change,
            "third_party": self._keep_message,
        }

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
        if call.slots.get("identity") or not _has_new_value(call.words):
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

    async def _take_document(self, call: Call) -> Answer:
        plain = plain_words(call.words)
        needs_tax_data = call.contact.country == "MX" and _INVOICE.search(plain)
        reading = read_rfc(call.words)
        if needs_tax_data and reading.fault == "missing":
            await self._write(call, Reason.DOCUMENT)
            return _asking("document.invoice", "invoice")
        if needs_tax_data and reading.fault is not None:
            return await self._ask_tax_number(call, reading)
        return await self._request_document(call)

    async def _take_invoice(self, call: Call) -> Answer:
        reading = read_rfc(call.words)
        if reading.fault is None:
            return await self._request_document(call)
        return await self._ask_tax_number(call, reading)

    async def _ask_tax_number(self, call: Call, reading: RfcReading) -> Answer:
        """Say what is wrong with the number, and ask for it once more."""
        await self._write(call, Reason.DOCUMENT)
        fault = {"key": f"rfc.{reading.fault}", "values": {"count": reading.length}}
        return _asking("document.rfc_again", "invoice_again", fault=fault)

    async def _request_document(self, call: Call) -> Answer:
        return await self._promise(call, Reason.DOCUMENT, "document.requested")

    async def _request_change(self, call: Call) -> Answer:
        """The new value goes to a person, and is shown back by its ends; the old one stays."""
        number = read_phone(call.words, call.contact.country)
        if number.is_wrong and call.slots.get("topic") != "data_again":
            return _asking("callback.number_again", "data_again")
        value = _by_its_ends(number.phone, call.words)
        return await self._promise(call, Reason.DATA_CHANGE, "data.requested", value=value)

    async def _keep_message(self, call: Call) -> Answer:
        if is_spared(call.words):
            return say("third_party.spared", slots=_NOBODY)
        await self._write(call, Reason.THIRD_PARTY)
        return say("third_party.noted", slots=_NOBODY)

    async def _promise(self, call: Call, reason: Reason, key: str, **values: Any) -> Answer:
        """Write it down; whoever is no longer verified only hears that it is noted."""
        case = await self._write(call, reason)
        if not call.contact.is_verified(call.now):
            return say("claim.noted", slots=_NOBODY)
        return say(key, slots=_NOBODY, folio=case.folio, **values)

    async def _write(self, call: Call, reason: Reason) -> Case:
        case = await _open(call, reason)
        note = Note(author=Author.BOT, text=shown_words(call), source=f"details:{call.turn_id}")
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


def _asking(key: str, topic: str, **values: Any) -> Answer:
    return say(key, slots={"awaiting": "details", "topic": topic}, **values)


def _has_new_value(words: str) -> bool:
    return bool(_EMAIL.search(words) or _NEW_VALUE.search(plain_words(words)))


def _by_its_ends(phone: str | None, words: str) -> str | None:
    """A number or an address of mail as it may be shown; None for what has no such form."""
    mail = _EMAIL.search(words)
    if mail is not None:
        return f"{mail[1]}•••@{mail[2]}"
    return f"••{phone[-4:]}" if phone else None
