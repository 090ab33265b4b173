"""Live and test payments never share a database."""

import pytest

from bot.payments.mode import ModeMixed, claim_mode


@pytest.mark.parametrize("is_live", [True, False])
async def test_the_first_key_decides_and_may_come_back(conn, is_live):
    await claim_mode(conn, is_live=is_live)
    await claim_mode(conn, is_live=is_live)


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (False, "a live key, but this database holds test payments"),
        (True, "a test key, but this database holds live payments"),
    ],
)
async def test_a_key_of_the_other_mode_is_refused_by_name(conn, held, told):
    await claim_mode(conn, is_live=held)
    with pytest.raises(ModeMixed, match=told):
        await claim_mode(conn, is_live=not held)
