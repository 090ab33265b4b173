"""What a person claims marks the account, and no file takes the mark away."""

from bot.ledger import service as ledger
from bot.ledger.imports import AccountRecord, Outcome, import_account
from tests.support.debtor import ACCOUNT, Debtor

RECORD = {
    "id": ACCOUNT,
    "customer_id": "CUS-1",
    "product": "personal_loan",
    "last4": "4471",
    "currency": "MXN",
    "creditor": "Financiera Sol",
    "flags": (),
    "broken_promises": 0,
    "declared_total": None,
}


async def test_a_claim_pauses_the_account_once(rocio: Debtor) -> None:
    assert not ledger.is_paused(await ledger.account(rocio.conn, ACCOUNT))
    for _ in range(2):
        await ledger.raise_flag(rocio.conn, ACCOUNT, "disputed")
    account = await ledger.account(rocio.conn, ACCOUNT)
    assert (account.flags, ledger.is_paused(account)) == ({"disputed"}, True)


async def test_the_same_file_again_changes_nothing_of_a_claim(rocio: Debtor) -> None:
    await ledger.raise_flag(rocio.conn, ACCOUNT, "identity_theft")
    outcome = await import_account(rocio.conn, AccountRecord(**RECORD))
    assert outcome is Outcome.UNCHANGED
    assert ledger.is_paused(await ledger.account(rocio.conn, ACCOUNT))


async def test_a_new_file_keeps_a_claim_and_changes_the_rest(rocio: Debtor) -> None:
    await ledger.raise_flag(rocio.conn, ACCOUNT, "disputed")
    changed = AccountRecord(**{**RECORD, "flags": ("group",), "broken_promises": 2})
    assert await import_account(rocio.conn, changed) is Outcome.IMPORTED
    account = await ledger.account(rocio.conn, ACCOUNT)
    assert (account.flags, account.broken_promises) == ({"disputed", "group"}, 2)
