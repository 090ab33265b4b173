"""The order in which a portfolio is written: people first, then each account whole. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.kernel.ids import AccountId
from bot.usecases.portfolio_file import BadLine, GoodLine
from bot.usecases.portfolio_lines import (
    AccountLine,
    AsOfLine,
    ChargeLine,
    CustomerLine,
    PaymentLine,
)


@dataclass(slots=True, kw_only=True)
class AccountGroup:
    """Everything that the file says of one account: it is written in one transaction."""

    account_id: AccountId
    account: tuple[GoodLine, AccountLine] | None = None
    charges: list[tuple[GoodLine, ChargeLine]] = field(default_factory=list)
    payments: list[tuple[GoodLine, PaymentLine]] = field(default_factory=list)
    has_bad_lines: bool = False


@dataclass(slots=True, kw_only=True)
class Arranged:
    """A file in the order of writing; `shift` is added to every due and payment date.

    `strays` are the payments that name no account.
    `repeated` counts the lines that say again what an earlier one said.
    """

    customers: list[tuple[GoodLine, CustomerLine]] = field(default_factory=list)
    groups: dict[str, AccountGroup] = field(default_factory=dict)
    strays: list[tuple[GoodLine, PaymentLine]] = field(default_factory=list)
    bad: list[BadLine] = field(default_factory=list)
    repeated: int = 0
    shift: timedelta = timedelta(0)

    def group(self, account_id: str) -> AccountGroup:
        """The group of this account, made when it is first named."""
        fresh = AccountGroup(account_id=AccountId(account_id))
        return self.groups.setdefault(account_id, fresh)


def arrange(lines: Iterable[GoodLine | BadLine], *, today: date) -> Arranged:
    """Sort the lines of a file; an id that comes back with other contents is a bad line."""
    arranged = Arranged()
    seen: dict[tuple[str, str], str] = {}
    for line in lines:
        if isinstance(line, BadLine):
            _add_bad(arranged, line)
        elif isinstance(line.line, AsOfLine):
            arranged.shift = today - line.line.date
        else:
            _add(arranged, line, earlier=_earlier(seen, line))
    return arranged


def _earlier(seen: dict[tuple[str, str], str], good: GoodLine) -> str | None:
    """The hash of the line that had this type and id before, if any."""
    if isinstance(good.line, AsOfLine):
        return None
    key = (good.line.type, good.line.id)
    earlier = seen.get(key)
    seen.setdefault(key, good.input_hash)
    return earlier


def _add(arranged: Arranged, good: GoodLine, *, earlier: str | None) -> None:
    if earlier == good.input_hash:
        arranged.repeated += 1
    elif earlier is not None:
        reason = "id: an earlier line of this file has it, with other contents"
        account_id = _account_of(good)
        _add_bad(arranged, BadLine(number=good.number, reason=reason, account_id=account_id))
    else:
        _place(arranged, good)


def _place(arranged: Arranged, good: GoodLine) -> None:
    match good.line:
        case CustomerLine() as line:
            arranged.customers.append((good, line))
        case AccountLine() as line:
            arranged.group(line.id).account = (good, line)
        case ChargeLine() as line:
            arranged.group(line.account).charges.append((good, line))
        case PaymentLine(account=None) as line:
            arranged.strays.append((good, line))
        case PaymentLine(account=str(account_id)) as line:
            arranged.group(account_id).payments.append((good, line))


def _add_bad(arranged: Arranged, bad: BadLine) -> None:
    arranged.bad.append(bad)
    if bad.account_id is not None:
        arranged.group(bad.account_id).has_bad_lines = True


def _account_of(good: GoodLine) -> str | None:
    match good.line:
        case AccountLine() as line:
            return line.id
        case ChargeLine() | PaymentLine() as line:
            return line.account
        case _:
            return None
