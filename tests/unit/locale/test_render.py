"""From a reply key and its typed values to one person's words."""

from typing import Any

import pytest

from bot.kernel.messages import Link, Option, Outgoing, Reply, ReplyOption
from bot.locale.catalogs import Catalogs, TextMissing, cut_text, load_catalogs
from bot.locale.locales import LOCALES, Locale
from bot.locale.render import render

TEXTS = {
    "say": "{value}",
    "short": "{value:short}",
    "example": "{value:example}",
    "two": "Tienes {a}.\nPróximo: {b}.\nFin.",
    "line": "{no}. {title}",
    "plan": "{count} pagos",
    "plan.hint": "El primero de {first}",
    "pay": "Paga aquí",
    "pay.button": "Pagar",
    "menu.options": "Ver",
    "one": "uno",
    "one.example": "1",
    "other": "otro",
}
CATALOGS = Catalogs({locale: {k: cut_text(v) for k, v in TEXTS.items()} for locale in LOCALES})


def said(reply: Reply, locale: Locale = "es_MX") -> Outgoing:
    return render(reply, catalogs=CATALOGS, locale=locale, zone="America/Mexico_City")


def body(key: str, locale: Locale = "es_MX", **values: Any) -> str:
    return said(Reply(key=key, values=values), locale).body


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Rocío {x} 100%", "Rocío {x} 100%"),
        (1200, "1,200"),
        ({"money": [98001, "MXN"]}, "$980.01 MXN"),
        ({"date": "2026-12-01"}, "martes 1 de diciembre de 2026"),
        ({"moment": "2026-12-01T15:00:00+00:00"}, "martes 1 de diciembre de 2026, 9:00 a.m."),
        ({"key": "one"}, "uno"),
        ({"key": "plan", "values": {"count": 3}}, "3 pagos"),
        ({"keys": ["one", "other"]}, "uno y otro"),
        ({"lines": [{"key": "one"}, {"key": "other"}]}, "uno\notro"),
    ],
)
def test_each_type_of_value_is_said_in_its_way(value: object, expected: str) -> None:
    assert body("say", value=value) == expected


@pytest.mark.parametrize(
    "value",
    [1.5, True, ["a"], {"money": [1.5, "MXN"]}, {"money": [1]}, {"colour": "red"}, {"keys": "a"}],
)
def test_a_value_of_unknown_shape_is_refused(value: object) -> None:
    with pytest.raises(TextMissing, match="shape"):
        body("say", value=value)


def test_a_placeholder_may_ask_for_the_short_date() -> None:
    assert body("short", value={"date": "2026-12-01"}) == "mar 1 dic 2026"


def test_a_placeholder_may_ask_for_a_relative_of_its_keys() -> None:
    assert body("example", value={"keys": ["one"]}) == "1"


def test_lines_carry_their_own_values() -> None:
    line = {"key": "line", "values": {"no": 2, "title": {"key": "plan", "values": {"count": 3}}}}
    assert body("say", value={"lines": [line]}) == "2. 3 pagos"


@pytest.mark.parametrize("empty", [None, {"lines": []}, {"keys": []}])
def test_a_line_with_an_empty_value_is_left_out(empty: object) -> None:
    assert body("two", a="algo", b=empty) == "Tienes algo.\nFin."


def test_values_nobody_asks_for_do_not_matter() -> None:
    assert body("one", spare={"anything": 1}) == "uno"


def test_a_missing_key_is_an_error() -> None:
    with pytest.raises(TextMissing, match="no text 'nothing' in es_MX"):
        body("nothing")


def test_a_missing_value_is_an_error_that_names_it_and_no_other_value() -> None:
    with pytest.raises(TextMissing, match="'two' needs the value 'b'") as error:
        body("two", a="Rocío")
    assert "Rocío" not in str(error.value)


def test_an_option_is_titled_and_described_when_there_is_a_hint() -> None:
    plan = ReplyOption(id="o1", key="plan", values={"count": 3, "first": {"money": [100, "MXN"]}})
    reply = said(Reply(key="one", options=(plan, ReplyOption(id="o2", key="other"))))
    assert reply.options == (
        Option(id="o1", title="3 pagos", description="El primero de $1.00 MXN"),
        Option(id="o2", title="otro"),
    )
    assert reply.options_title == "Ver"


def test_a_url_becomes_a_titled_link() -> None:
    reply = said(Reply(key="pay", url="https://pay.example/p/1"))
    assert reply == Outgoing(
        body="Paga aquí", link=Link(title="Pagar", url="https://pay.example/p/1")
    )


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        (
            "es_MX",
            "Plan de pagos: $900.00 MXN en total a Financiera Sol, cuenta ••4471.\n"
            "1. mar 1 dic 2026: $900.00 MXN\n"
            "Vale hasta el martes 24 de noviembre de 2026; calculado al sáb 21 nov 2026.\n"
            "Responde SÍ para aceptar.",
        ),
        (
            "en_US",
            "Payment plan: $900.00 MXN in total to Financiera Sol, account ••4471.\n"
            "1. Tue, Dec 1, 2026: $900.00 MXN\n"
            "Valid until Tuesday, November 24, 2026; calculated on Sat, Nov 21, 2026.\n"
            "Reply YES to accept.",
        ),
    ],
)
def test_the_terms_of_a_plan_read_well(locale: Locale, expected: str) -> None:
    amount = {"money": [90000, "MXN"]}
    installment = {"no": 1, "due_on": {"date": "2026-12-01"}, "amount": amount}
    terms = Reply(
        key="terms.plan",
        values={
            "creditor": "Financiera Sol",
            "last4": "4471",
            "amount": amount,
            "lines": {"lines": [{"key": "terms.installment", "values": installment}]},
            "expires": {"date": "2026-11-24"},
            "calculated_on": {"date": "2026-11-21"},
        },
    )
    outgoing = render(terms, catalogs=load_catalogs(), locale=locale, zone="America/Mexico_City")
    assert outgoing.body == expected
