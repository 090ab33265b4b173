"""What `reconcile` says at the terminal, and to the shell."""

import io
from datetime import timedelta

import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot.__main__ import app
from bot.launch.reconciling import CLEAN, DIFFERENT, NOT_LOOKED, exit_code, tell
from bot.payments.reconciliation import store
from bot.payments.reconciliation.compare import compare
from bot.payments.reconciliation.model import Dated
from bot.payments.reconciliation.run import RunResult
from bot.payments.reconciliation.store import Run
from tests.builders.reconciliation import ACCOUNT, NOW, VIEW, mxn, paid, payment, posted

SHORT = payment(in_ledger=posted(mxn(499)))
YOUNG = payment(paid(at=NOW), None)


def result(*facts, error=None):
    found = compare(facts, VIEW)
    run = Run(
        id="rec_1",
        asked_by="x",
        since=NOW,
        started_at=NOW,
        finished_at=NOW,
        state="failed" if error else "done",
        error=error,
        looked_at={},
        **store.counts(found),
    )
    dated = tuple(Dated(finding=each, first_seen_at=NOW) for each in found)
    return RunResult(run=run, findings=dated)


def said(of_run):
    page = io.StringIO()
    console = Console(file=page, width=160)
    tell(of_run, console, last4={ACCOUNT: "4471"}, now=NOW + timedelta(days=1))
    return page.getvalue()


@pytest.mark.parametrize(
    ("of_run", "code"),
    [
        (result(), CLEAN),
        (result(YOUNG), CLEAN),
        (result(SHORT), DIFFERENT),
        (result(error="Transient"), NOT_LOOKED),
    ],
)
def test_the_shell_is_told_apart_what_differs_and_what_could_not_be_looked_at(of_run, code):
    assert exit_code(of_run) == code


def test_a_cent_is_shown_with_age_account_and_amounts():
    words = said(result(SHORT))
    for word in ("4 d", "pi_1", "F2", "ACC-1", "4471", "$5.00 MXN", "$4.99 MXN", "-$0.01 MXN"):
        assert word in words
    assert "1 difference, 0 pending, 0 resting" in words


def test_what_is_on_its_way_says_so():
    assert "(pending)" in said(result(YOUNG))


def test_a_run_that_could_not_look_names_no_number():
    words = said(result(error="Transient"))
    assert "Could not look: Transient" in words
    assert "0" not in words


def test_the_command_line_offers_how_far_back_and_where_to():
    page = CliRunner().invoke(app, ["reconcile", "--help"], env={"COLUMNS": "200"}).output
    assert "--since" in page
    assert "--csv" in page
    assert CliRunner().invoke(app, ["reconcile", "--since", "0"]).exit_code == 2
