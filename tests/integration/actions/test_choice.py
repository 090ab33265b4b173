"""Choosing, when words are unclear."""

from actions.choice import Choose
from tests.support.debtor import Debtor, keys


async def test_unclear_words_after_the_proof_has_lapsed_only_ask_back(stranger: Debtor) -> None:
    call = await stranger.says("hey its me again", awaiting="choice")
    answer = await Choose(stranger.use_cases).misunderstood(call)
    assert keys(answer) == ["fallback.ask"]
    assert (await stranger.says()).contact.holder == "bot"
