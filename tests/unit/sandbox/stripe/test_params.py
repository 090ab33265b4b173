"""Checking requests against the SDK's own shapes."""

from typing import Literal, NotRequired

import pytest
from typing_extensions import TypedDict

from bot.sandbox.stripe.form import read_form
from bot.sandbox.stripe.params import ParamError, check_params


class Inner(TypedDict):
    name: str


class Shape(TypedDict):
    mode: "Literal['payment', 'setup']|str"
    count: NotRequired[int]
    is_on: NotRequired[bool]
    items: NotRequired[list[Inner]]
    labels: NotRequired["Literal['']|dict[str, str]"]


def check(encoded):
    return check_params(Shape, read_form(encoded))


def test_texts_become_numbers_booleans_and_lists():
    checked = check("mode=payment&count=12&is_on=true&items[0][name]=a&items[1][name]=b")
    assert checked == {
        "mode": "payment",
        "count": 12,
        "is_on": True,
        "items": [{"name": "a"}, {"name": "b"}],
    }


@pytest.mark.parametrize(
    ("encoded", "param"),
    [
        ("", "mode"),
        ("mode=subscription", "mode"),
        ("mode=payment&colour=red", "colour"),
        ("mode=payment&count=1.5", "count"),
        ("mode=payment&is_on=yes", "is_on"),
        ("mode=payment&items[0][name]=a&items[0][age]=3", "items[0][age]"),
        ("mode=payment&items[0]=a", "items[0]"),
        ("mode=payment&items=a", "items"),
        ("mode[a]=payment", "mode"),
        ("mode=payment&count[a]=1", "count"),
    ],
)
def test_a_refusal_names_the_parameter(encoded, param):
    with pytest.raises(ParamError) as raised:
        check(encoded)
    assert raised.value.param == param


@pytest.mark.parametrize("encoded", ["labels[a]=b", "labels="])
def test_any_arm_of_a_union_will_do(encoded):
    assert check(f"mode=payment&{encoded}")


def test_a_form_keeps_the_first_meaning_of_a_name():
    assert read_form("a=1&a[b]=2") == {"a": "1"}
