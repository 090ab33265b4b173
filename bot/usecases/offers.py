"""Show what the policy allows on an account, and the written terms of what the person picks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.cases.model import Reason
from bot.cases.store import open_case
from bot.kernel.clock import local_date
from bot.kernel.messages import Reply
from bot.ledger import service as ledger
from bot.ledger.service import Account, Balance, DecisionMeta
from bot.negotiation import offers as store
from bot.negotiation.offers import Offer
from bot.policy.evaluate import Decision, decide
from bot.policy.schema import Policy, content_hash
from bot.policy.terms import OfferTerms, build_offers
from bot.usecases.accounts import ask_account, chosen_account, own_accounts
from bot.usecases.balance import balance_of
from bot.usecases.call import Answer, Call, say
from bot.usecases.choices import Choice, leaves_it_to_us, read_choice, read_place
from bot.usecases.offer_replies import menu_reply, offer_options, terms_reply
from bot.usecases.policy_facts import account_facts, decision_meta, draft, position_of

_MAX_OPTIONS = 10


class Offers:
    """Makes offers under one version of the policy."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._content_hash = content_hash(policy)

    async def menu(self, call: Call) -> Answer:
        """The options for the account, stored as a round; a person when the policy has none."""
        account = await chosen_account(call)
        if account is None:
            return await ask_account(call, "plan")
        balance = await balance_of(call, account)
        if not balance.total:
            return say("pay.nothing_to_pay", slots={"awaiting": "nobody"})
        decision = await self.decide(call, account, balance)
        today = local_date(call.now, account.zone)
        allowed = build_offers(decision, position_of(balance), today)[:_MAX_OPTIONS]
        if not allowed:
            return await _beyond_policy(call, account)
        round_ = await self.record(call, account, decision, allowed)
        slots = {"awaiting": "choice", "account": account.id}
        return Answer(replies=(menu_reply(account, balance, round_),), slots=slots)

    async def options(self, call: Call) -> Answer:
        """The menu, or the terms at once when the words name a plan of it: "in 3 payments"."""
        menu, round_ = await self._menu_and_round(call)
        named = await self._picked(call, round_)
        is_choosing = call.slots.get("awaiting") in ("choice", "terms")
        if named is not None and (is_choosing or named.terms.kind == "plan"):
            return await self.terms_of(call, named)
        return menu

    async def choose(self, call: Call) -> Answer:
        """The written terms of the option that the person picked, by button, number or words."""
        round_ = await self.open_round(call)
        picked = await self._picked(call, round_)
        if picked is not None:
            return await self.terms_of(call, picked)
        if not round_ or call.choice is not None:
            return await self.pay_terms(call)
        if leaves_it_to_us(call.words):
            # Nothing is agreed by it: the terms of what asks for least are put for a yes or a no.
            return await self.terms_of(call, min(round_, key=lambda o: o.terms.total.amount_minor))
        return _ask_again(round_)

    async def agree(self, call: Call) -> Answer:
        """A yes to the menu: the terms of the one option, else we ask which one it is for."""
        round_ = await self.open_round(call)
        if len(round_) == 1:
            return await self.terms_of(call, round_[0])
        return _ask_again(round_) if round_ else await self.menu(call)

    async def named(self, call: Call) -> Offer | None:
        """The option of the open round that the person names; None when it is none or several."""
        return await self._picked(call, await self.open_round(call))

    async def other_than(self, call: Call, offer: Offer | None) -> Offer | None:
        """The option that a yes or a no names beside what is open: "no, better in 3 payments"."""
        round_ = await self.open_round(call)
        if call.choice is not None:
            return None
        read = read_choice if offer is None else read_place
        position = read(call.words, _choices(round_))
        picked = next((one for one in round_ if one.position == position), None)
        return picked if picked != offer else None

    async def pay_terms(self, call: Call) -> Answer:
        """What can be paid: the terms at once when it is clear which, else the menu."""
        menu, round_ = await self._menu_and_round(call)
        if len(round_) == 1:
            return await self.terms_of(call, round_[0])
        named = await self._picked(call, round_)
        return await self.terms_of(call, named) if named else menu

    async def terms_of(self, call: Call, offer: Offer) -> Answer:
        """The written terms of `offer`, with what a yes or a no would mean for it."""
        account = await ledger.account(call.conn, offer.account_id)
        balance = await balance_of(call, account)
        return Answer(
            replies=(terms_reply(account, balance, offer),),
            slots={"awaiting": "terms", "account": account.id},
        )

    async def decide(self, call: Call, account: Account, balance: Balance) -> Decision:
        """What the policy allows on the account; nothing on what is disputed or refused."""
        not_kept = await ledger.times_not_kept(call.conn, account.id)
        decision = decide(self._policy, account_facts(account, balance, not_kept=not_kept))
        return replace(decision, offer=None) if ledger.is_paused(account) else decision

    async def record(
        self, call: Call, account: Account, decision: Decision, terms: Sequence[OfferTerms]
    ) -> list[Offer]:
        """Store what is about to be shown as the round to choose from."""
        return await store.record_round(
            call.conn,
            [draft(one, now=call.now, zone=account.zone) for one in terms],
            contact_id=call.contact.id,
            account_id=account.id,
            meta=self._meta(decision),
            now=call.now,
        )

    async def keep(
        self, call: Call, account: Account, decision: Decision, terms: OfferTerms
    ) -> Offer:
        """These terms as an offer beside what is open: the open one if it is the same."""
        fresh = draft(terms, now=call.now, zone=account.zone)
        round_ = [o for o in await self.open_round(call) if o.account_id == account.id]
        if not round_:
            return (await self.record(call, account, decision, [terms]))[0]
        same = (o for o in round_ if o.terms == fresh.terms and self.is_in_force(o))
        return next(same, None) or await store.add_to_round(
            call.conn,
            round_[0],
            fresh,
            meta=self._meta(decision),
            now=call.now,
        )

    async def open_round(self, call: Call) -> list[Offer]:
        """What the person can choose from: never what another of the same phone was shown."""
        round_ = await store.open_round(call.conn, call.contact.id, now=call.now)
        own = await own_accounts(call) if round_ else frozenset()
        return [offer for offer in round_ if offer.account_id in own]

    def is_in_force(self, offer: Offer) -> bool:
        """Whether the policy version that made `offer` is still the one we offer by."""
        meta = offer.meta
        return (meta.policy, meta.policy_version) == (self._policy.policy, self._policy.version)

    def _meta(self, decision: Decision) -> DecisionMeta:
        return decision_meta(decision, content_hash=self._content_hash)

    async def _menu_and_round(self, call: Call) -> tuple[Answer, Sequence[Offer]]:
        menu = await self.menu(call)
        if menu.slots.get("awaiting") != "choice":
            return menu, ()
        return menu, await self.open_round(call)

    async def _picked(self, call: Call, round_: Sequence[Offer]) -> Offer | None:
        if call.choice is not None:
            pressed = await store.get(call.conn, call.choice)
            return next((offer for offer in round_ if pressed and _is_alike(offer, pressed)), None)
        if call.slots.get("identity"):
            return None  # these words proved who they are; "el 3 agosto" is no option
        position = read_choice(call.words, _choices(round_))
        return next((offer for offer in round_ if offer.position == position), None)


async def _beyond_policy(call: Call, account: Account) -> Answer:
    await open_case(
        call.conn,
        contact_id=call.contact.id,
        reason=Reason.BEYOND_POLICY,
        now=call.now,
        account_id=account.id,
        hand_over=True,
    )
    return say("offers.none", slots={"awaiting": "nobody"})


def _is_alike(offer: Offer, pressed: Offer) -> bool:
    """Whether `offer` is today's form of the one on a button, which may be of an older round."""
    return (
        offer.contact_id == pressed.contact_id
        and offer.account_id == pressed.account_id
        and offer.terms.kind == pressed.terms.kind
        and len(offer.terms.installments) == len(pressed.terms.installments)
    )


def _ask_again(round_: Sequence[Offer]) -> Answer:
    reply = Reply(key="offers.not_understood", options=offer_options(round_))
    return Answer(replies=(reply,), slots={"awaiting": "choice"})


def _choices(round_: Sequence[Offer]) -> list[Choice]:
    return [
        Choice(
            position=offer.position,
            kind=offer.terms.kind,
            payments=len(offer.terms.installments),
            total=offer.terms.total,
        )
        for offer in round_
    ]
