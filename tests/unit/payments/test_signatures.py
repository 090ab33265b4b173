"""Whatever bytes and headers come: an event of Stripe's, or a refusal that holds nothing of it."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stripe import WebhookSignature

from bot.payments.events import EventRefused, read_event

SECRET = "whsec_unit"
NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
BODY = (
    '{"id":"evt_1","type":"payment_intent.succeeded","created":1,"livemode":false,'
    '"data":{"object":{"id":"pi_1"}}}'
)


def signed(body=BODY, *, at=NOW, secret=SECRET):
    return WebhookSignature.generate_signature_header(body, secret, int(at.timestamp()))


def read(body=BODY, signature=None):
    return read_event(body.encode(), signature or signed(body), SECRET, now=NOW, is_live=False)


def refusal(body=BODY, signature=None):
    with pytest.raises(EventRefused) as raised:
        read(body, signature)
    return raised.value.code


def test_an_old_signature_is_not_made_young_by_a_second_time():
    old = signed(at=NOW - timedelta(hours=1))
    assert refusal(signature=f"{old},t={int(NOW.timestamp())}") == "stale_signature"


@pytest.mark.parametrize("addition", [",t=", ",t=soon", ",t", ",,", ",v0=x", ",v1=ñ", ",v1="])
def test_what_is_added_behind_a_signature_changes_nothing_or_is_refused(addition):
    with suppress(EventRefused):
        assert read(signature=signed() + addition).id == "evt_1"


@pytest.mark.parametrize(
    ("age", "is_taken"),
    [
        (timedelta(seconds=300), True),
        (timedelta(seconds=301), False),
        (-timedelta(seconds=300), True),
        (-timedelta(seconds=301), False),
    ],
)
def test_a_signature_is_young_for_five_minutes_both_ways(age, is_taken):
    signature = signed(at=NOW - age)
    if is_taken:
        assert read(signature=signature).object_id == "pi_1"
    else:
        assert refusal(signature=signature) == "stale_signature"


def test_any_of_several_signatures_will_do_while_a_secret_is_changed():
    other = signed(secret="whsec_old").partition("v1=")[2]
    moment, _, ours = signed().partition(",v1=")
    assert read(signature=f"{moment},v1={other},v1={ours}").id == "evt_1"


def test_a_signature_of_another_scheme_is_none():
    assert refusal(signature=signed().replace("v1=", "v0=")) == "bad_signature"


@given(raw=st.binary(max_size=200), header=st.one_of(st.none(), st.text(max_size=120)))
def test_unsigned_bytes_are_never_more_than_refused(raw, header):
    with pytest.raises(EventRefused, match="bad_signature"):
        read_event(raw, header, SECRET, now=NOW, is_live=False)


@given(body=st.text(st.characters(codec="utf-8"), max_size=200))
def test_signed_nonsense_is_malformed(body):
    assert refusal(body) == "malformed"


@given(at=st.integers(0, len(BODY) - 1), byte=st.characters(codec="ascii"))
def test_one_changed_letter_spoils_the_signature(at, byte):
    changed = BODY[:at] + byte + BODY[at + 1 :]
    if changed != BODY:
        assert refusal(changed, signed()) == "bad_signature"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"id":"evt_1",', ""),
        ('"evt_1"', "7"),
        ('"created":1', '"created":"1"'),
        ('"created":1', '"created":1.5'),
        ('"livemode":false', '"livemode":"false"'),
        ('"livemode":false,', ""),
        ('{"id":"pi_1"}', "[]"),
        ('{"id":"pi_1"}', "null"),
        ('"pi_1"', "1"),
    ],
)
def test_an_event_of_another_shape_is_malformed(old, new):
    assert refusal(BODY.replace(old, new, 1)) == "malformed"


def test_an_event_of_the_other_mode_is_not_ours():
    assert refusal(BODY.replace("false", "true")) == "wrong_mode"


@pytest.mark.parametrize("signature", [None, signed(secret="whsec_other"), "t=1,v1=whsec_unit"])
def test_a_refusal_tells_nothing_of_what_was_sent(signature):
    with pytest.raises(EventRefused) as raised:
        read_event(BODY.encode(), signature, SECRET, now=NOW, is_live=False)
    told = f"{raised.value!r} {raised.value} {raised.value.__cause__!r}"
    assert not [word for word in ("pi_1", "evt_1", SECRET, "v1=") if word in told]
