"""The command line: `python -m bot …`. Expected faults are one line, and exit code 1."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.settings import RUN_ENV, MigrationSettings, Settings, StorageSettings, load

app = typer.Typer(
    help="Saldo: helps people settle what they owe, on WhatsApp.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
policy = typer.Typer(help="What the bot may offer.", no_args_is_help=True)
users = typer.Typer(help="Who may use the console.", no_args_is_help=True)
texts = typer.Typer(help="What people read.", no_args_is_help=True)
countries = typer.Typer(help="What each country's law asks of us.", no_args_is_help=True)
payments = typer.Typer(help="What Stripe told that could not be used.", no_args_is_help=True)
app.add_typer(payments, name="payments")
app.add_typer(policy, name="policy")
app.add_typer(countries, name="jurisdictions")
app.add_typer(texts, name="texts")
app.add_typer(users, name="users")


@app.command()
def up() -> None:
    """Start everything on this machine; Ctrl-C stops it."""
    from rich.console import Console

    from bot.launch.up import up as run

    asyncio.run(run(Console()))


@app.command()
def demo() -> None:
    """Play a Spanish and an English conversation through the whole system, and check each step."""
    from rich.console import Console

    from bot.launch.demo.play import demo as play

    raise typer.Exit(0 if asyncio.run(play(Console())) else 1)


@app.command()
def chat(
    person: Annotated[str | None, typer.Option(help="whom to be, CUS-1; asked otherwise")] = None,
    *,
    explain: Annotated[bool, typer.Option(help="show what each turn understood and did")] = False,
) -> None:
    """Talk with the bot in this terminal, as any of the demo's people."""
    from rich.console import Console

    from bot.launch.chat.start import Wish
    from bot.launch.chat.start import chat as run

    asyncio.run(run(Console(), Wish(person=person, is_explained=explain)))


@app.command()
def serve(
    role: Annotated[
        list[str] | None, typer.Option(help="web, worker or jobs; again for more; all by default")
    ] = None,
) -> None:
    """Run the bot in this process."""
    import uvloop

    from bot.app import Role
    from bot.app import serve as run

    try:
        roles = frozenset(Role(name) for name in role) if role else frozenset(Role)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--role") from None
    uvloop.run(run(load(Settings, run_env=RUN_ENV), roles))


@app.command()
def sandbox(
    names: Annotated[list[str], typer.Argument(help="whatsapp, stripe, telegram")],
) -> None:
    """Run local stand-ins for the vendors."""
    from bot.launch.stand_ins import run

    asyncio.run(run(load(Settings, run_env=RUN_ENV), names))


@app.command()
def migrate() -> None:
    """Bring the database's shape up to date."""
    from bot.storage.migrate import upgrade

    upgrade(load(MigrationSettings, run_env=RUN_ENV).migration_url)
    typer.echo("The database is up to date.")


@app.command()
def import_portfolio(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="JSON Lines or CSV")],
    *,
    all_or_nothing: Annotated[bool, typer.Option(help="one bad line: import none")] = False,
) -> None:
    """Import customers, accounts, charges and payments; exit 1 if a line was rejected."""
    from bot.launch.importing import run

    settings = load(StorageSettings, run_env=RUN_ENV)
    is_clean = asyncio.run(run(settings, file, all_or_nothing=all_or_nothing))
    raise typer.Exit(0 if is_clean else 1)


@app.command()
def nightly() -> None:
    """Do now what is due once a day is over; exit 1 if anything failed."""
    from bot.launch.nights import run

    settings = load(StorageSettings, run_env=RUN_ENV)
    raise typer.Exit(0 if asyncio.run(run(settings)) else 1)


@app.command()
def reconcile(
    since: Annotated[int, typer.Option(min=1, help="how many days back to look")] = 35,
    csv: Annotated[Path | None, typer.Option(dir_okay=False, help="write them here")] = None,
) -> None:
    """Compare Stripe, links and ledger; exit 1 if anything differs, 2 if it could not look."""
    from bot.launch.reconciling import run

    settings = load(Settings, run_env=RUN_ENV)
    raise typer.Exit(asyncio.run(run(settings, days=since, file=csv)))


@policy.command()
def check(
    file: Annotated[Path, typer.Argument(help="the policy file")] = Path("policies/offers.yml"),
) -> None:
    """Say everything that is wrong with a policy file; exit 1 if it cannot go live."""
    from bot.policy.load import check as examine

    report = examine(file)
    for problem in report.problems:
        typer.echo(str(problem), err=True)
    for note in report.notes:
        typer.echo(f"{note} (a note)")
    typer.echo(report.summary)
    raise typer.Exit(1 if report.problems else 0)


@texts.command("check")
def check_texts() -> None:
    """Say where the languages differ, what is misspelt or forbidden; exit 1 if anything is."""
    from bot.compliance.words import check_words
    from bot.locale.parity import check_parity
    from bot.locale.spelling import check_spelling

    problems = [*check_parity(), *check_spelling(), *check_words()]
    for problem in problems:
        typer.echo(problem, err=True)
    sound = "Spanish and English agree, are spelt well and say nothing forbidden."
    typer.echo("The texts need mending." if problems else sound)
    raise typer.Exit(1 if problems else 0)


@countries.command("check")
def check_jurisdictions(
    file: Annotated[Path | None, typer.Argument(help="ours by default")] = None,
) -> None:
    """Say everything that is wrong with the countries' rules; exit 1 if they cannot be used."""
    from bot.compliance.named_texts import check_named_texts
    from bot.compliance.rules import FILE, check, load
    from bot.locale.catalogs import load_catalogs

    path = file or FILE
    problems = [str(problem) for problem in check(path)]
    problems = problems or check_named_texts(load(path), load_catalogs())
    for problem in problems:
        typer.echo(problem, err=True)
    typer.echo(f"{path.name} needs mending." if problems else f"{path.name} is sound.")
    raise typer.Exit(1 if problems else 0)


@users.command()
def add(name: str) -> None:
    """Let someone into the console, or give them a new password."""
    from bot.launch.console_users import add_user

    settings = load(StorageSettings, run_env=RUN_ENV)
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    asyncio.run(add_user(settings, name, password))
    typer.echo(f"{name} may use the console.")


@payments.command()
def dead() -> None:
    """List Stripe's events that are tried no more, and what stopped them."""
    from bot.launch.dead_events import dead_events

    for event in asyncio.run(dead_events(load(StorageSettings, run_env=RUN_ENV))):
        told_at = f"{event.vendor_at:%Y-%m-%d %H:%M}"
        typer.echo(f"{told_at}  {event.id}  {event.type}  {event.object_id}  {event.error}")


@payments.command()
def revive(
    ids: Annotated[
        list[str] | None, typer.Argument(help="events; all dead ones by default")
    ] = None,
) -> None:
    """Have dead events tried again, once what stopped them is mended."""
    from bot.kernel.clock import SystemClock
    from bot.launch.dead_events import revive as run

    settings = load(StorageSettings, run_env=RUN_ENV)
    revived = asyncio.run(run(settings, ids or None, wall_now=SystemClock().now()))
    typer.echo("\n".join(revived) or "There was none to revive.")


def main() -> None:
    """Run the command; an expected fault is one line on the error output."""
    from bot.launch.faults import one_line

    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        line = one_line(error)
        if line is None:
            raise
        sys.exit(f"saldo: {line}")


if __name__ == "__main__":
    main()
