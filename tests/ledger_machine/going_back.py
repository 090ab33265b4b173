"""Money that goes back and comes again; what is corrected, given up, or waits for an account."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from bot.ledger.history import AlreadyReversed
from bot.ledger.refunds import MoneyBack
from bot.ledger.reversals import NotReversible
from bot.ledger.write_offs import NothingOwed
from tests.ledger_machine import acts
from tests.ledger_machine.life import PICK, TROUBLE, Life
from tests.ledger_machine.model import Charged, Gone, Owing, Paid
from tests.ledger_machine.truth import Told, Truth
from tests.ledger_machine.world import Act

PARTS = st.sampled_from((1, 2, 3, 5))


class GoingBack(Life):
    """Refunds, disputes, reversals, write-offs, unapplied money, figures of a moment."""

    def __init__(self, *world: Any) -> None:
        super().__init__(*world)
        self.gone: list[tuple[Gone, MoneyBack]] = []
        self.reversed: list[tuple[Gone, str]] = []
        self.uncharged: list[tuple[Owing, Charged, str]] = []
        self.spared: list[tuple[Owing, str]] = []

    # Refunds and disputes

    @precondition(lambda self: self.payments())
    @rule(pick=PICK, parts=PARTS, is_dispute=st.booleans(), trouble=TROUBLE)
    def send_back(self, pick: int, parts: int, is_dispute: bool, trouble: int) -> None:
        """A refund of a part or of all; or the cardholder disputes all of it, refunded or not."""
        found = self.payments()
        paid = found[-1] if pick < 40 else self.pick(found, pick)
        amount = paid.amount if is_dispute else max(1, paid.amount // parts)
        source = f"{self.name('du')}:withdrawn" if is_dispute else self.name("re")
        back = acts.money_back(paid.transaction_id, source, amount, self.now)
        if not paid.standing:
            self.is_refused(acts.refund(back), AlreadyReversed)
            return
        booked = self.do(acts.refund(back), trouble)
        taken = min(amount, paid.standing)
        assert (booked.taken.amount_minor, booked.beyond.amount_minor) == (taken, amount - taken)
        if amount > taken:
            self.done.pop()  # what was beyond is booked when there is room: not the same again
        paid.standing -= taken
        (transaction_id,) = booked.transaction_ids
        gone = Gone(paid=paid, transaction_id=transaction_id, asked=amount, taken=taken)
        self.gone.append((gone, back))

    @precondition(lambda self: self.gone)
    @rule(pick=PICK, trouble=TROUBLE)
    def come_back(self, pick: int, trouble: int) -> None:
        """A refund failed, a dispute was won: the money is here after all; once."""
        gone, back = self.gone.pop(pick % len(self.gone))
        source = f"{back.source.removesuffix(':withdrawn')}:back"
        self.do(acts.undo(back, source, self.now), trouble)
        gone.paid.standing += gone.taken

    # Corrections

    @precondition(lambda self: any(p.standing for o in self.owing for p in o.payments))
    @rule(pick=PICK, trouble=TROUBLE)
    def reverse_payment(self, pick: int, trouble: int) -> None:
        """A payment was none: what is left of it goes."""
        paid = self.pick([p for o in self.owing for p in o.payments if p.standing], pick)
        taken = min(paid.standing, paid.counted)
        act = acts.reverse(paid.transaction_id, self.name("rev"), self.now)
        if not taken:
            self.is_refused(act, AlreadyReversed)
            return
        transaction_id = self.do(act, trouble)
        paid.standing -= taken
        paid.counted = 0
        gone = Gone(paid=paid, transaction_id=transaction_id, asked=taken, taken=taken)
        self.reversed.append((gone, transaction_id))

    @precondition(lambda self: self.reversed)
    @rule(pick=PICK, trouble=TROUBLE)
    def restore_payment(self, pick: int, trouble: int) -> None:
        """It was one after all."""
        gone, transaction_id = self.reversed.pop(pick % len(self.reversed))
        self.do(acts.reverse(transaction_id, self.name("rest"), self.now), trouble)
        gone.paid.standing += gone.taken
        gone.paid.counted = gone.taken

    @rule(who=PICK, pick=PICK, trouble=TROUBLE)
    def reverse_charge(self, who: int, pick: int, trouble: int) -> None:
        """A charge was wrong; what it had taken is the customer's again."""
        owing = self.any_account(who)
        found = [c for c in owing.charges.values() if c.id not in owing.uncharged]
        if not found:
            return
        charge = self.pick(found, pick)
        act = acts.reverse(self.charged_by(charge), self.name("rev"), self.now)
        try:
            transaction_id = self.do(act, trouble)
        except NotReversible:
            is_forgiven = owing.given or owing.given_up or owing.ever_forgiven
            assert is_forgiven or self.truth.arranged.get(charge.id)
            return
        owing.uncharged.add(charge.id)
        self.mixes(owing)
        self.uncharged.append((owing, charge, transaction_id))

    @precondition(lambda self: self.uncharged)
    @rule(pick=PICK, trouble=TROUBLE)
    def restore_charge(self, pick: int, trouble: int) -> None:
        """It was right after all."""
        owing, charge, transaction_id = self.uncharged.pop(pick % len(self.uncharged))
        self.do(acts.reverse(transaction_id, self.name("rest"), self.now), trouble)
        owing.uncharged.discard(charge.id)

    @rule(who=PICK, chance=st.integers(0, 3), trouble=TROUBLE)
    def write_off(self, who: int, chance: int, trouble: int) -> None:
        """The lender gives up what is owed."""
        owing = self.any_account(who)
        owed = self.truth.owed_of(owing.id)
        act = acts.write_off(owing.id, self.name("wo"), self.now)
        if not owed:
            self.is_refused(act, NothingOwed)
        elif not chance:
            transaction_id = self.do(act, trouble)
            owing.given_up[transaction_id] = owed
            owing.ever_forgiven = True
            self.spared.append((owing, transaction_id))
            self.expected = partial(self.asks_nothing, owing)

    @precondition(lambda self: self.spared)
    @rule(pick=PICK, trouble=TROUBLE)
    def reverse_write_off(self, pick: int, trouble: int) -> None:
        """The lender asks for it again."""
        owing, transaction_id = self.spared.pop(pick % len(self.spared))
        self.do(acts.reverse(transaction_id, self.name("rev"), self.now), trouble)
        del owing.given_up[transaction_id]

    # Money without an account

    @rule(amount=st.integers(1, 50_000), trouble=TROUBLE)
    def receive(self, amount: int, trouble: int) -> None:
        """Money comes, and nobody knows for whom."""
        act = acts.receive(self.name("spei"), amount, self.now)
        transaction_id = self.do(act, trouble)
        self.waiting.append(
            Paid(
                transaction_id=transaction_id,
                account="",
                amount=amount,
                standing=amount,
                counted=amount,
            )
        )

    @precondition(lambda self: any(money.standing for money in self.waiting))
    @rule(pick=PICK, who=PICK, trouble=TROUBLE)
    def apply(self, pick: int, who: int, trouble: int) -> None:
        """Somebody knows: it is a payment of the day it came."""
        money = self.pick([each for each in self.waiting if each.standing], pick)
        owing = self.any_account(who)
        act = acts.apply(money.transaction_id, owing.id, self.now)
        transaction_id = self.once(act, trouble, AlreadyReversed)
        self.received(owing, transaction_id, money.standing)
        self.mixes(owing)
        money.standing = 0
        self.forget_refunds_of(money)

    @precondition(lambda self: any(money.standing for money in self.waiting))
    @rule(pick=PICK, trouble=TROUBLE)
    def give_back(self, pick: int, trouble: int) -> None:
        """Nobody knows: it goes back."""
        money = self.pick([each for each in self.waiting if each.standing], pick)
        self.do(acts.give_back(money.transaction_id, self.now), trouble)
        money.standing = 0
        self.forget_refunds_of(money)

    # Figures that are told stay as they are

    @rule(who=PICK, ago=st.sampled_from((1, 3600, 90_000, 900_000)), trouble=TROUBLE)
    def tell(self, who: int, ago: int, trouble: int) -> None:
        """Somebody is told what an account owed at a moment."""
        owing = self.any_account(who)
        moment = self.now - timedelta(seconds=ago)
        net = self.do(acts.tell(owing.id, moment, self.now), trouble)
        self.told.append(Told(account=owing.id, moment=moment, net=net))

    # Inside

    def asks_nothing(self, owing: Owing, after: Truth) -> None:
        assert after.owed_of(owing.id) == 0
        assert after.active_plan(owing.id) is None

    def payments(self) -> list[Paid]:
        return [*self.waiting, *(p for o in self.owing for p in o.payments)]

    def forget_refunds_of(self, money: Paid) -> None:
        """Money that was given on is asked about no more."""
        self.gone = [(gone, back) for gone, back in self.gone if gone.paid is not money]

    def charged_by(self, charge: Charged) -> str:
        """The transaction that booked the charge."""
        return self.world.read(acts.CHARGED_BY, {"charge": charge.id})

    def is_refused(self, act: Act, error: type[Exception]) -> None:
        try:
            self.world.step(act)
        except error:
            return
        raise AssertionError(f"{error.__name__} was expected")

    def once(self, act: Act, trouble: int, error: type[Exception]) -> str:
        """Take a step that is refused when it is taken again."""
        answer = self.world.step(act, max(0, trouble))
        self.is_refused(act, error)
        return answer

    @staticmethod
    def pick(found: list[Any], pick: int) -> Any:
        return found[pick % len(found)]
