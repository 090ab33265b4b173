"""`python -m bot.engine train | fingerprint | serve --port N --action-url URL` in .venv-engine."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from bot.engine.absent import UNUSED_IN_SERVING, UNUSED_IN_TRAINING, leave_out
from bot.engine.fingerprint import MODELS, fingerprint, model_path
from bot.engine.quiet import ENVIRONMENT, be_quiet


def main() -> None:
    """Run one command; Rasa is imported only by the commands that need it."""
    arguments = _parser().parse_args()
    os.environ.update(ENVIRONMENT)
    be_quiet()
    if arguments.command == "fingerprint":
        sys.stdout.write(f"{fingerprint()}\n")
    elif arguments.command == "train":
        _train(arguments.models)
    else:
        _serve(arguments.models, arguments.port, arguments.action_url)


def _train(models: Path) -> None:
    leave_out(UNUSED_IN_TRAINING)
    # Encoding thousands of examples is worth every core; answering one sentence is not.
    os.environ["OMP_NUM_THREADS"] = str(os.cpu_count())
    from bot.engine.training import train

    train(models)


def _serve(models: Path, port: int, action_url: str) -> None:
    model = model_path(models)
    if not model.exists():
        sys.exit(
            f"engine: no model {model.name} for these sources; run: python -m bot.engine train"
        )
    leave_out(UNUSED_IN_SERVING)
    from bot.engine.serving import serve

    os.environ["SALDO_ACTION_URL"] = action_url  # endpoints.yml reads it
    serve(model, port=port)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot.engine", description=__doc__)
    parser.add_argument("--models", type=Path, default=MODELS, help="folder of trained models")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("train", help="train the model of these sources, if there is none")
    commands.add_parser("fingerprint", help="name the model of these sources")
    server = commands.add_parser("serve", help="answer turns on loopback")
    server.add_argument("--port", type=int, required=True)
    server.add_argument("--action-url", required=True, help="where the application runs actions")
    return parser


if __name__ == "__main__":
    main()
