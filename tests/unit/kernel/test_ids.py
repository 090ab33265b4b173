"""Identifiers and the error tree."""

from bot.kernel.errors import Permanent, Rejected, SaldoError, Transient
from bot.kernel.ids import new_folio, new_id


def test_an_id_says_its_kind_and_is_never_given_twice() -> None:
    ids = {new_id("out") for _ in range(1000)}
    assert len(ids) == 1000
    assert all(one.startswith("out_") for one in ids)


def test_a_folio_can_be_read_out() -> None:
    said = "".join(new_folio() for _ in range(500))
    assert len(said) == 4000
    assert not set(said) & set("01OILU")


def test_a_refusal_has_a_stable_code() -> None:
    assert Rejected("offer_expired").code == "offer_expired"


def test_a_passing_fault_may_say_when_to_come_back() -> None:
    assert Transient("busy", retry_after_s=4.0).retry_after_s == 4.0
    assert Transient("busy").retry_after_s is None


def test_every_error_is_ours() -> None:
    assert all(issubclass(error, SaldoError) for error in (Rejected, Transient, Permanent))
