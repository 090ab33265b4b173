"""What is asked, in the words people use; and what only sounds like it."""

import pytest

from bot.usecases.objection_words import Topic, topic_of

HEARD = [
    ("eres un robot?", Topic.ROBOT),
    ("oye estoy hablando con una maquina o q", Topic.ROBOT),
    ("¿eres humano?", Topic.ROBOT),
    ("hay una persona real ahi?", Topic.ROBOT),
    ("are you a bot", Topic.ROBOT),
    ("r u even real", Topic.ROBOT),
    ("is this a robot??", Topic.ROBOT),
    ("am i talking to a real person", Topic.ROBOT),
    ("¿ya me van a meter a buró?", Topic.BUREAU),
    ("me vas a reportar a datacredito", Topic.BUREAU),
    ("eso me afecta el historial?", Topic.BUREAU),
    ("me pueden boletinar", Topic.BUREAU),
    ("this gonna hurt my credit?", Topic.BUREAU),
    ("will this mess up my score", Topic.BUREAU),
    ("are you going to report me to the credit bureaus", Topic.BUREAU),
    ("y si no pago qué pasa", Topic.UNPAID),
    ("que me hacen si no pago", Topic.UNPAID),
    ("qué pasa si ya no les pago", Topic.UNPAID),
    ("me van a demandar?", Topic.UNPAID),
    ("r u gonna sue me", Topic.UNPAID),
    ("what happens if i don't pay", Topic.UNPAID),
    ("can you guys take me to court", Topic.UNPAID),
    ("están muy altos sus intereses", Topic.INTEREST),
    ("los intereses son un robo", Topic.INTEREST),
    ("xq tanto interes??", Topic.INTEREST),
    ("interest is insane", Topic.INTEREST),
    ("why so much interest", Topic.INTEREST),
    ("no les tengo confianza", Topic.DISTRUST),
    ("i dont trust you", Topic.DISTRUST),
]

NOT_HEARD = [
    "eres un robot? quiero una persona",
    "are you a bot? i want a real person",
    "no quiero hablar con un robot, pásame a alguien",
    "métame a datacrédito, me da igual",
    "ya estoy en buró, qué más da, no voy a pagar",
    "no voy a pagar",
    "no pago y punto",
    "ya pagué y me siguen reportando en buró",
    "quiero poner una queja por los intereses tan altos",
    "me quitan los intereses si pago todo?",
    "demándenme si quieren",
    "cuánto debo",
    "con cuánto salgo de buró",
    "el lunes te pago, nomás no me vayan a mandar a buró",
    "why is it so high",
    "no confirmo nada",
    "if i pay today what happens to the plan",
    "my credit card was charged",
    "escríbeme un poema",
]


@pytest.mark.parametrize(("said", "topic"), HEARD)
def test_a_question_is_heard(said: str, topic: Topic) -> None:
    assert topic_of(said) is topic


@pytest.mark.parametrize("said", NOT_HEARD)
def test_what_only_sounds_like_it_is_left_alone(said: str) -> None:
    assert topic_of(said) is None


def test_only_what_is_listened_for_is_heard() -> None:
    assert topic_of("eres un robot?", among=(Topic.BUREAU,)) is None
