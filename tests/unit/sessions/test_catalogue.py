"""The catalogue of dispositions: complete, unambiguous, and never without an answer."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.cases.model import Reason
from bot.ledger.service import Kind
from bot.outbox.disclosure import REPLIES
from bot.sessions.catalogue import Catalogue, catalogue
from bot.sessions.model import FACTS, Sign
from bot.sessions.ratings import may_ask

CODES = (
    "PAID PAY_PARTIAL LINK_SENT PTP PLAN SETTLE PTP_REFUSED_DATE CLAIMS_PAID DISPUTE ID_THEFT"
    " COMPLAINT HARDSHIP REFUSES CALLBACK HUMAN_REQ SUPERVISOR WRONG_NUMBER THIRD_PARTY_MSG"
    " THIRD_PARTY_NO_MSG DECEASED ATTORNEY BANKRUPTCY_INSOLV DEBT_RELIEF OPT_OUT SCAM_DOUBT"
    " VERIFY_FAILED VULNERABLE ABUSE THREAT INFO_ONLY DOC_REQUEST DATA_UPDATE LANG_UNSUPPORTED"
    " NO_RESPONSE UNDELIVERED TECH_FAIL"
)
ALL = catalogue().dispositions
KNOWN = {*catalogue().signs(), *catalogue().tells_nothing}
POSSIBLE = sorted(
    {f"reply:{key}" for key in REPLIES}
    | {f"case:{reason}" for reason in Reason}
    | {f"plan:{kind}" for kind in get_args(Kind)}
    | FACTS
)
ANY = Sign("fact:any")


def stands(*signs: str) -> str:
    return catalogue().seen({ANY, *(Sign(sign) for sign in signs)})[0].code


def test_every_code_of_the_trade_is_there_once() -> None:
    codes = [one.code for one in ALL]
    assert sorted(codes) == sorted(CODES.split())


@pytest.mark.parametrize("sign", POSSIBLE)
def test_whatever_can_happen_is_named(sign: str) -> None:
    assert sign in KNOWN


def test_nothing_is_named_that_cannot_happen() -> None:
    assert KNOWN - set(POSSIBLE) == set()


@given(st.sets(st.sampled_from(POSSIBLE)))
def test_whatever_happened_exactly_one_disposition_stands(signs: set[str]) -> None:
    seen = catalogue().seen({ANY, *(Sign(sign) for sign in signs)})
    assert seen[0] == min(seen, key=ALL.index)
    assert len({one.code for one in seen}) == len(seen) > 0


@pytest.mark.parametrize(
    ("signs", "code"),
    [
        ([], "NO_RESPONSE"),
        (["fact:verified"], "INFO_ONLY"),
        (["reply:identity.ask"], "SCAM_DOUBT"),
        (["reply:identity.ask", "fact:verified"], "INFO_ONLY"),
        (["reply:identity.not_matched", "reply:identity.locked"], "VERIFY_FAILED"),
        (["reply:pay.link", "plan:current", "fact:verified"], "LINK_SENT"),
        (["reply:pay.link", "plan:plan", "fact:verified"], "PLAN"),
        (["plan:settlement", "reply:pay.link"], "SETTLE"),
        (["plan:plan", "reply:payment.receipt"], "PAY_PARTIAL"),
        (["plan:plan", "reply:payment.thanks", "fact:agreement_paid"], "PAID"),
        (["plan:plan", "reply:crisis.lines"], "VULNERABLE"),
        (["reply:payment.receipt_done", "fact:opted_out"], "OPT_OUT"),
        (["case:insolvency", "reply:represented.ask"], "BANKRUPTCY_INSOLV"),
        (["case:debt_relief", "reply:represented.ask"], "DEBT_RELIEF"),
        (["reply:third_party.ask", "reply:third_party.noted"], "THIRD_PARTY_MSG"),
        (["reply:hardship.heard", "plan:plan"], "PLAN"),
        (["reply:abuse.calm", "case:ask_human"], "HUMAN_REQ"),
        (["fact:undelivered", "fact:verified"], "UNDELIVERED"),
    ],
)
def test_what_obliges_us_goes_before_what_was_achieved(signs: list[str], code: str) -> None:
    assert stands(*signs) == code


def test_a_sign_that_means_two_things_is_refused() -> None:
    raw = catalogue().model_dump()
    raw["tells_nothing"] = [*raw["tells_nothing"], "case:dispute"]
    with pytest.raises(ValidationError, match="case:dispute"):
        Catalogue.model_validate(raw)


@pytest.mark.parametrize(
    ("signs", "moment", "is_asked"),
    [
        (["fact:verified"], "goodbye", True),
        (["fact:verified"], "thanks", False),
        (["fact:verified", "plan:plan"], "thanks", True),
        (["reply:payment.receipt_done"], "receipt", True),
        ([], "goodbye", False),
        *(
            (["reply:payment.receipt_done", "fact:verified", f"case:{why}"], "goodbye", False)
            for why in ("crisis", "threat", "deceased", "represented", "dispute", "complaint")
        ),
        (["reply:payment.receipt_done", "fact:opted_out"], "receipt", False),
    ],
)  # fmt: skip
def test_a_rating_is_asked_only_after_a_good_end(
    signs: list[str], moment: str, is_asked: bool
) -> None:
    seen = catalogue().seen({ANY, *(Sign(sign) for sign in signs)})
    assert may_ask(seen, moment) is is_asked
