"""A call that somebody wants: the day, the hour, the number; only what is missing is asked.

We call within the country's hours: for another hour the nearest one is offered.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.cases import notes
from bot.cases.callbacks import CallbackDraft, draft_of, drop_draft, save_draft
from bot.cases.model import Author, Case, Note, Reason
from bot.cases.store import open_case
from bot.compliance.appointments import nearest_allowed
from bot.compliance.outreach import rules_for
from bot.compliance.rules import jurisdictions
from bot.kernel.messages import Reply, ReplyOption
from bot.kernel.privacy import Vault
from bot.usecases.accounts import chosen_account
from bot.usecases.call import Answer, Call, say
from bot.usecases.callback_words import CallbackSaid, read_callback
from bot.usecases.shown import shown_words
from bot.usecases.values import day, lines, moment

_NOBODY: Final = {"awaiting": "nobody", "topic": None}
_ASKING: Final = {"awaiting": "details", "topic": "callback"}
_OFFERED: Final = {"awaiting": "callback", "topic": None}
_DRAFT_LASTS: Final = timedelta(hours=12)
_YES_NO: Final = (
    ReplyOption(id="affirm", key="callback.option_yes"),
    ReplyOption(id="deny", key="callback.option_no"),
)


class Callbacks:
    """Arranges calls; the case holds when and where, for whoever makes them."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def ask(self, call: Call) -> Answer:
        """Somebody wants to be called: take down what they said of it, ask for what is missing."""
        return await self._take(call, _said(call))

    async def take_details(self, call: Call) -> Answer:
        """The message says when or where, which we asked; "any time" is an answer too."""
        said = _said(call, is_asked=True)
        if said.is_empty:
            return await self._book_any_time(call)
        return await self._take(call, replace(said, is_number_wrong=False))

    async def agree(self, call: Call) -> Answer:
        """A yes to the hour that we offered."""
        draft = await draft_of(call.conn, self._vault, call.contact.id, now=call.now)
        said = _said(call)
        if draft.offered_at is None or said.days or said.hours:
            return await self._take(call, said)
        return await self._book(call, draft, draft.offered_at, said)

    async def _take(self, call: Call, said: CallbackSaid) -> Answer:
        before = await draft_of(call.conn, self._vault, call.contact.id, now=call.now)
        draft = _merged(before, said)
        await self._keep(call, draft)
        if not said.is_empty:
            await self._note(call, shown_words(call), source="details")
        if said.is_number_wrong:
            return say("callback.number_again", slots=_ASKING)
        if len(said.days) > 1:
            listed = lines(("callback.day", {"day": day(one)}) for one in said.days)
            return say("callback.which_day", slots=_ASKING, lines=listed)
        if draft.at_time is None:
            return _ask_when(draft)
        return await self._fix(call, draft, said)

    async def _fix(self, call: Call, draft: CallbackDraft, said: CallbackSaid) -> Answer:
        """Book the hour where we may call then, else offer the nearest one."""
        rules = rules_for(jurisdictions(), call.contact.country)
        wanted = [_moment(call, draft, at) for at in said.hours or (draft.at_time,) if at]
        near = [nearest_allowed(rules, at, now=call.now, zone=call.contact.zone) for at in wanted]
        allowed = next((at for at, free in zip(wanted, near, strict=True) if at == free), None)
        if allowed is not None:
            return await self._book(call, draft, allowed, said)
        offered = next((free for free in near if free is not None), None)
        if offered is None:
            return say("callback.when", slots=_ASKING)
        await self._keep(call, replace(draft, offered_at=offered))
        reply = Reply(key="callback.nearest", values={"moment": moment(offered)}, options=_YES_NO)
        return Answer(replies=(reply,), slots=_OFFERED)

    async def _book(
        self, call: Call, draft: CallbackDraft, at: datetime, said: CallbackSaid
    ) -> Answer:
        local = at.astimezone(ZoneInfo(call.contact.zone))
        when = f"{local:%Y-%m-%d %H:%M} ({call.contact.zone})"
        where = f" · {draft.phone}" if draft.phone else ""
        case = await self._note(call, f"{when}{where}", source="callback")
        await drop_draft(call.conn, call.contact.id)
        return say(
            "callback.booked",
            slots=_NOBODY,
            when={"key": f"callback.{said.bound}", "values": {"moment": moment(at)}},
            ending=draft.phone[-4:] if draft.phone else None,
            folio=_folio(call, case),
        )

    async def _book_any_time(self, call: Call) -> Answer:
        """No hour was named, though we asked: whoever calls reads the words."""
        case = await self._note(call, shown_words(call), source="details")
        await drop_draft(call.conn, call.contact.id)
        return say("callback.noted", slots=_NOBODY, folio=_folio(call, case))

    async def _note(self, call: Call, text: str, *, source: str) -> Case:
        """Write `text` in the case of the call, for whoever makes it."""
        account = await chosen_account(call)
        case = await open_case(
            call.conn,
            contact_id=call.contact.id,
            reason=Reason.CALLBACK,
            now=call.now,
            account_id=account.id if account else None,
            hand_over=False,
        )
        note = Note(author=Author.BOT, text=text, source=f"{source}:{call.turn_id}")
        await notes.add(call.conn, self._vault, case_id=case.id, note=note, now=call.now)
        return case

    async def _keep(self, call: Call, draft: CallbackDraft) -> None:
        await save_draft(
            call.conn,
            self._vault,
            call.contact.id,
            draft=draft,
            expires_at=call.now + _DRAFT_LASTS,
        )


def _said(call: Call, *, is_asked: bool = False) -> CallbackSaid:
    return read_callback(
        call.words,
        today=call.today,
        country=call.contact.country,
        language=call.contact.language,
        is_asked=is_asked,
    )


def _merged(before: CallbackDraft, said: CallbackSaid) -> CallbackDraft:
    """What was said now, over what was said before; a bare no to an offered hour leaves none."""
    if before.offered_at is not None and said.is_empty:
        return CallbackDraft(phone=before.phone)
    return CallbackDraft(
        on_day=said.days[0] if len(said.days) == 1 else before.on_day,
        at_time=said.hours[0] if said.hours else before.at_time,
        phone=said.phone or before.phone,
    )


def _ask_when(draft: CallbackDraft) -> Answer:
    if draft.on_day is None:
        return say("callback.when", slots=_ASKING)
    return say("callback.hour", slots=_ASKING, day=day(draft.on_day))


def _moment(call: Call, draft: CallbackDraft, at: time) -> datetime:
    """The hour on the day said; without a day today, or tomorrow when it has gone by."""
    zone = ZoneInfo(call.contact.zone)
    wanted = datetime.combine(draft.on_day or call.today, at, zone)
    is_over = draft.on_day is None and wanted <= call.now
    return wanted + timedelta(days=1) if is_over else wanted


def _folio(call: Call, case: Case) -> str | None:
    return case.folio if call.contact.is_verified(call.now) else None
