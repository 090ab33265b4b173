"""Words that mean nothing by themselves may still be an answer; otherwise they are asked back."""

from actions.choice import Choose
from bot.cases.tables import cases
from tests.support.debtor import Debtor, keys


async def hears(debtor: Debtor, said: str, awaiting: str) -> list[str]:
    call = await debtor.says(said, awaiting=awaiting)
    return keys(await Choose(debtor.use_cases).misunderstood(call))


async def test_after_the_proof_has_lapsed_nobody_takes_over(rocio: Debtor) -> None:
    await rocio.sees_menu()
    await rocio.change(verified_until=rocio.clock.now())
    assert await hears(rocio, "hey, otra vez yo", "choice") == ["fallback.ask"]
    assert await rocio.rows(cases) == []


async def test_a_day_changes_the_promise_that_is_in_the_making(rocio: Debtor) -> None:
    promise = await rocio.use_cases.promises.hear(await rocio.says("te pago el viernes"))
    await rocio.hears(promise.replies)
    assert await hears(rocio, "siempre no, mejor el 30", "nobody") == ["terms.promise"]


async def test_a_day_without_a_promise_changes_nothing(rocio: Debtor) -> None:
    assert await hears(rocio, "el 30", "nobody") == ["fallback.ask"]
