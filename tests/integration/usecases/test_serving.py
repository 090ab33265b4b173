"""What is said when the ledger does not answer, and that a try that failed leaves nothing."""

import sqlalchemy as sa

from bot.contacts.tables import contacts
from bot.ledger.service import LedgerUnreachable
from bot.usecases.call import Answer, Call, say
from bot.usecases.serving import answer_of
from tests.support.debtor import Debtor, keys


class Shaky:
    """A use case whose ledger fails the first `failures` times it is asked."""

    def __init__(self, failures: int) -> None:
        self.failures = failures

    async def answer(self, call: Call) -> Answer:
        changed = sa.update(contacts).values(language="en" if self.failures else "es")
        await call.conn.execute(changed)
        if self.failures:
            self.failures -= 1
            raise LedgerUnreachable
        return say("balance.clear")


async def test_a_ledger_that_comes_back_is_asked_again(rocio: Debtor) -> None:
    answer = await answer_of(Shaky(1).answer, await rocio.says("cuánto debo?"))
    assert keys(answer) == ["balance.clear"]


async def test_a_ledger_that_stays_away_is_said_so_without_a_figure(rocio: Debtor) -> None:
    answer = await answer_of(Shaky(2).answer, await rocio.says("cuánto debo?"))
    (reply,) = answer.replies
    assert (reply.key, reply.values) == ("balance.unavailable", {})
    assert [option.id for option in reply.options] == ["ask_balance", "ask_human"]


async def test_what_a_failed_try_wrote_is_taken_back(rocio: Debtor) -> None:
    await answer_of(Shaky(2).answer, await rocio.says("cuánto debo?"))
    assert [row["language"] for row in await rocio.rows(contacts)] == ["es"]
