"""A Mexican tax number, and what is wrong with one."""

import pytest

from bot.usecases.tax_number import read_rfc

READ = [
    ("MELR870614AB1", None),
    ("mi rfc es melr-870614-ab1, gracias", None),
    ("ABC 870614 AB1", None),
    ("mi rfc es MELR87", "length"),
    ("MELR870614AB", "shape"),
    ("MELR8706144AB12", "length"),
    ("MELR871432AB1", "date"),
    ("necesito factura", "missing"),
    ("mi correo es rocio@example.com", "missing"),
]


@pytest.mark.parametrize(("said", "fault"), READ)
def test_what_is_wrong_is_told(said: str, fault: str | None) -> None:
    assert read_rfc(said).fault == fault


def test_its_letters_and_figures_are_counted() -> None:
    assert read_rfc("melr-87").length == 6
