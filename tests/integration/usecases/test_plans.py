"""What an accepted offer leaves behind: the terms as they were read, and by which policy."""

from bot.ledger import service as ledger
from bot.ledger.terms import to_json
from bot.negotiation import offers as store
from bot.policy.schema import content_hash
from bot.usecases.call import Answer
from tests.support.debtor import ACCOUNT, POLICY, Debtor


async def says_yes(debtor: Debtor) -> Answer:
    return await debtor.use_cases.plans.answer_yes(await debtor.says("sí", awaiting="terms"))


async def test_the_plan_keeps_the_very_terms_that_were_read(rocio: Debtor) -> None:
    offer = await rocio.sees_terms("plan", payments=3)
    await says_yes(rocio)
    plan = await ledger.active_plan(rocio.conn, ACCOUNT)
    assert plan is not None
    assert to_json(plan.terms) == to_json(offer.terms)
    assert [(i.no, i.due_on, i.amount) for i in plan.installments] == [
        (i.no, i.due_on, i.amount) for i in offer.terms.installments
    ]


async def test_the_plan_keeps_which_rule_of_which_version_and_why(rocio: Debtor) -> None:
    offer = await rocio.sees_terms("settlement")
    await says_yes(rocio)
    plan = await ledger.active_plan(rocio.conn, ACCOUNT)
    assert plan is not None
    assert (plan.policy, plan.policy_version) == (POLICY.policy, POLICY.version)
    assert plan.rule == "mx-late"
    assert "approved by the credit committee" in plan.why[-1]
    assert offer.meta.content_hash == content_hash(POLICY)


async def test_the_plan_keeps_whose_message_accepted_it_and_when(rocio: Debtor) -> None:
    offer = await rocio.sees_terms()
    call = await rocio.says("sí", awaiting="terms")
    await rocio.use_cases.plans.answer_yes(call)
    plan = await ledger.active_plan(rocio.conn, ACCOUNT)
    assert plan is not None
    assert (plan.accepted_wamid, plan.accepted_at) == (call.turn_id, rocio.clock.now())
    assert (plan.offer_id, plan.contact_id) == (offer.id, rocio.contact_id)


async def test_the_person_hears_the_folio_of_the_plan(rocio: Debtor) -> None:
    await rocio.sees_terms()
    answer = await says_yes(rocio)
    plan = await ledger.active_plan(rocio.conn, ACCOUNT)
    assert plan is not None
    assert answer.replies[0].values == {"folio": plan.folio, "kind": {"key": "offer.full"}}


async def test_the_options_not_taken_are_over(rocio: Debtor) -> None:
    offer = await rocio.sees_terms()
    others = [o for o in await rocio_round(rocio) if o.id != offer.id]
    await says_yes(rocio)
    states = {(await store.get(rocio.conn, o.id)).state for o in others}  # type: ignore[union-attr]
    assert states == {"superseded"}


async def test_after_a_no_the_other_options_can_still_be_taken(rocio: Debtor) -> None:
    await rocio.sees_terms("full")
    await rocio.use_cases.plans.answer_no(await rocio.says("no", awaiting="terms"))
    left = [offer.terms.kind for offer in await rocio_round(rocio)]
    assert left == ["current", "settlement", "plan", "plan"]


async def test_a_no_that_names_another_option_shows_its_terms(rocio: Debtor) -> None:
    await rocio.sees_terms("full")
    call = await rocio.says("no, mejor en 6 pagos", awaiting="terms")
    answer = await rocio.use_cases.plans.answer_no(call)
    assert [reply.key for reply in answer.replies] == ["terms.plan"]
    assert len(answer.replies[0].values["lines"]["lines"]) == 6


async def rocio_round(debtor: Debtor) -> list[store.Offer]:
    return await store.open_round(debtor.conn, debtor.contact_id, now=debtor.clock.now())
