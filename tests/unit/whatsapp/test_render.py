"""Each message takes the richest form that fits, and no word of it is ever lost."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.messages import Link, Option, Outgoing
from bot.sandbox.whatsapp_check import check
from bot.whatsapp.render import Json, Unrenderable, numbered, render


def options(
    count: int, *, title: str = "Opción", description: str | None = None
) -> tuple[Option, ...]:
    return tuple(
        Option(id=f"o{n}", title=f"{title} {n}", description=description)
        for n in range(1, count + 1)
    )


def menu(count: int, **changes: str | None) -> Outgoing:
    return Outgoing(body="¿Qué prefieres?", options=options(count, **changes), options_title="Ver")  # type: ignore[arg-type]  # test sugar


def kind(message: Json) -> str:
    return str(message.get("interactive", message)["type"])


def test_words_alone_are_a_text_without_preview() -> None:
    assert render(Outgoing(body="Hola")) == {
        "type": "text",
        "text": {"body": "Hola", "preview_url": False},
    }


@pytest.mark.parametrize(
    ("message", "form"),
    [
        (menu(1), "button"),
        (menu(3), "button"),
        (menu(4), "list"),
        (menu(10), "list"),
        (menu(11), "text"),
        (menu(2, description="desde hoy"), "list"),
        (menu(2, title="x" * 19), "list"),
        (menu(2, title="x" * 23), "text"),
        (menu(2, description="x" * 73), "text"),
    ],
)
def test_buttons_then_a_list_then_numbered_text(message: Outgoing, form: str) -> None:
    assert kind(render(message)) == form


def test_buttons_carry_ids_and_titles() -> None:
    buttons = render(menu(2))["interactive"]["action"]["buttons"]
    assert buttons[1] == {"type": "reply", "reply": {"id": "o2", "title": "Opción 2"}}


def test_list_rows_keep_their_descriptions() -> None:
    action = render(menu(4, description="desde hoy"))["interactive"]["action"]
    assert action["button"] == "Ver"
    assert action["sections"][0]["rows"][0]["description"] == "desde hoy"


def test_two_buttons_of_one_title_become_a_list() -> None:
    twins = (Option(id="a", title="Préstamo"), Option(id="b", title="Préstamo"))
    assert kind(render(Outgoing(body="?", options=twins, options_title="Ver"))) == "list"


def test_a_list_without_a_name_for_its_button_is_numbered() -> None:
    assert kind(render(Outgoing(body="?", options=options(4)))) == "text"


def test_a_body_too_long_for_buttons_is_numbered() -> None:
    message = Outgoing(body="x" * 1025, options=options(2), options_title="Ver")
    assert render(message)["text"]["body"].endswith("\n\n1. Opción 1\n2. Opción 2")


def test_numbered_lines_carry_descriptions() -> None:
    message = Outgoing(body="Elige", options=(Option(id="a", title="Todo", description="$1"),))
    assert numbered(message) == "Elige\n\n1. Todo: $1"


def test_a_link_is_a_button() -> None:
    message = render(Outgoing(body="Paga aquí", link=Link(title="Pagar", url="https://x.mx/p/1")))
    parameters = message["interactive"]["action"]["parameters"]
    assert parameters == {"display_text": "Pagar", "url": "https://x.mx/p/1"}


@pytest.mark.parametrize(("body", "title"), [("x" * 1025, "Pagar"), ("x", "x" * 21), ("x", "")])
def test_a_link_that_fits_no_button_stays_in_the_text(body: str, title: str) -> None:
    message = render(Outgoing(body=body, link=Link(title=title, url="https://x.mx/p/1")))
    assert message["text"]["body"] == f"{body}\n\nhttps://x.mx/p/1"


@pytest.mark.parametrize(
    "message",
    [
        Outgoing(body=""),
        Outgoing(body=" \n"),
        Outgoing(body="x" * 4097),
        Outgoing(body="x", options=options(1), link=Link(title="a", url="https://x")),
        Outgoing(body="x", options=(Option(id="a", title="1"), Option(id="a", title="2"))),
        Outgoing(body="x", options=(Option(id="", title="1"),)),
        Outgoing(body="x", options=(Option(id="x" * 201, title="1"),)),
        Outgoing(body="x", options=(Option(id="a", title=" "),)),
    ],
)
def test_what_no_form_can_carry_is_refused(message: Outgoing) -> None:
    with pytest.raises(Unrenderable):
        render(message)


words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=80)
visible = words.filter(lambda text: bool(text.strip()))
messages = st.builds(
    lambda body, titles, details, opener: Outgoing(
        body=body,
        options=tuple(
            Option(id=f"o{n}", title=title, description=detail)
            for n, (title, detail) in enumerate(zip(titles, details, strict=False))
        ),
        options_title=opener,
    ),
    visible,
    st.lists(visible, max_size=12),
    st.lists(st.none() | visible, min_size=12, max_size=12),
    st.sampled_from(["", "Ver opciones", "x" * 21]),
)


@given(messages)
def test_whatever_is_rendered_passes_metas_rules_and_keeps_every_word(message: Outgoing) -> None:
    rendered = render(message)
    envelope = {"messaging_product": "whatsapp", "to": "525512345678"}
    check(envelope | rendered)
    flat = json.dumps(rendered, ensure_ascii=False)
    for option in message.options:
        assert json.dumps(option.title, ensure_ascii=False)[1:-1] in flat
        assert json.dumps(option.description or "", ensure_ascii=False)[1:-1] in flat
