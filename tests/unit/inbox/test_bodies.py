"""Bodies as text and back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.inbox.bodies import decode, encode, words
from bot.kernel.messages import Incoming, IncomingChoice, IncomingOther, IncomingText

MAYBE = st.none() | st.text()
MESSAGES = st.one_of(
    st.builds(IncomingText, text=st.text()),
    st.builds(IncomingChoice, payload=st.text(), title=st.text()),
    st.builds(IncomingOther, kind=st.text(), media_id=MAYBE, caption=MAYBE),
)


@given(MESSAGES)
def test_every_message_survives_storage(message: Incoming) -> None:
    body = encode(message)
    assert decode(body) == message
    assert "\n" not in body


@pytest.mark.parametrize("body", ["", "{}", '{"type": "dream"}', "not json"])
def test_another_body_is_refused(body: str) -> None:
    with pytest.raises((KeyError, ValueError)):
        decode(body)


def test_a_field_nobody_knows_is_refused() -> None:
    with pytest.raises(TypeError):
        decode(json.dumps({"type": "text", "text": "hola", "mood": "good"}))


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (IncomingText(text="hola"), "hola"),
        (IncomingChoice(payload="affirm:1", title="Sí, acepto"), "Sí, acepto"),
        (IncomingOther(kind="image", caption="mi recibo"), "mi recibo"),
        (IncomingOther(kind="audio"), ""),
    ],
)
def test_what_was_said_is_the_words_a_person_saw_or_typed(message: Incoming, said: str) -> None:
    assert words(message) == said
