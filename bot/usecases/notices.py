"""What each country wants said to a person before their debt is spoken of, filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.compliance.rules import jurisdictions
from bot.compliance.schema import Notices as NoticeRules
from bot.contacts import identity
from bot.contacts.model import Contact
from bot.kernel.clock import local_date
from bot.kernel.ids import AccountId, CustomerId
from bot.kernel.messages import Reply
from bot.ledger import service as ledger
from bot.ledger.service import Balance, LedgerDoubt
from bot.outbox.disclosure import Level
from bot.outbox.notices import Given, Notice, given_to
from bot.usecases.values import day, lines, money

_BEFORE: Final = {"matter": Level.MATTER, "figures": Level.FIGURES}


class CountryNotices:
    """The notices of `jurisdictions.yml`, with the facts they must tell.

    Whoever owes nothing is told nothing, and an account whose figures are in doubt is left out.
    """

    async def due(
        self, conn: AsyncConnection, contact: Contact, *, level: Level, now: datetime
    ) -> Sequence[Notice]:
        """What is due before something of `level` is said to this verified contact."""
        rules = jurisdictions().of(contact.country).notices
        customer = contact.customer_id
        if customer is None or not rules.first or level < _BEFORE[rules.before]:
            return ()
        given = await given_to(conn, contact.id, customer)
        if rules.once_per == "contact" and _has_heard(rules, given):
            began = await identity.proved_at(conn, contact.id, customer)
            return _later(rules, began=began, given=given)
        debts = await _debts(conn, customer, now)
        if rules.once_per == "account":
            return _of_accounts(rules, contact, debts=debts, given=given)
        return [Notice(reply=_reply(key, contact, debts)) for key in rules.first if debts]


def _has_heard(rules: NoticeRules, given: Sequence[Given]) -> bool:
    return {one.kind for one in given} >= set(rules.first)


def _later(
    rules: NoticeRules, *, began: datetime | None, given: Sequence[Given]
) -> Sequence[Notice]:
    """What is said in each session after the first; it `began` when the person was proved."""
    if began is None or any(one.at >= began for one in given):
        return ()
    return [Notice(reply=Reply(key=key), session=began) for key in rules.later]


def _of_accounts(
    rules: NoticeRules, contact: Contact, *, debts: Sequence[Balance], given: Sequence[Given]
) -> list[Notice]:
    told: set[tuple[str, AccountId | None]] = {(one.kind, one.account_id) for one in given}
    due = []
    for key in rules.first:
        new = [debt for debt in debts if (key, debt.account.id) not in told]
        if new:
            ids = tuple(debt.account.id for debt in new)
            due.append(Notice(reply=_reply(key, contact, new), accounts=ids))
    return due


async def _debts(conn: AsyncConnection, customer: CustomerId, now: datetime) -> list[Balance]:
    """What the customer owes, account by account."""
    found = []
    for account in await ledger.accounts_of(conn, customer):
        try:
            owed = await ledger.balance(conn, account.id, today=local_date(now, account.zone))
        except LedgerDoubt:
            continue
        if owed.total:
            found.append(owed)
    return found


def _reply(key: str, contact: Contact, debts: Sequence[Balance]) -> Reply:
    """The notice with everything that the rules may want told; none of it is ever empty."""
    business = jurisdictions().business
    office = business.office(contact.country)
    desk = office.complaint_desk
    creditors = ", ".join(dict.fromkeys(debt.account.creditor for debt in debts))
    values: dict[str, Any] = {
        "agency_name": office.legal_name,
        "person_in_charge": office.person_in_charge,
        "address": office.address,
        "phone": office.phone,
        "responsible": ", ".join(office.responsible),
        "accounts": lines((f"{key}.account", _account(debt)) for debt in debts),
        "how_to_settle": {"key": "notice.how_to_settle", "values": {"phone": office.phone}},
        "une_name": desk.name,
        "une_address": desk.address,
        "une_email": desk.email,
        "une_phone": desk.phone,
        "creditor": creditors,
        "pay_only_creditor": {
            "key": "notice.pay_only_creditor",
            "values": {"creditor": creditors},
        },
    }
    return Reply(key=key, values=values)


def _account(debt: Balance) -> dict[str, Any]:
    return {
        "creditor": debt.account.creditor,
        "contract_ref": debt.account.last4,
        "amount": money(debt.total),
        "calculated_on": day(debt.calculated_on),
    }
