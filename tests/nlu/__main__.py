"""How well texts are understood, on lines and topics not trained on: `make nlu-report`.

Runs in the engine's environment. `--diet` also trains Rasa's default pipeline, on one of the four
folds, which takes many minutes the first time. Writes var/nlu-report.json.
"""

import argparse
import os

from bot.engine.absent import UNUSED_IN_TRAINING, leave_out
from bot.engine.quiet import ENVIRONMENT, be_quiet


def main() -> None:
    parser = argparse.ArgumentParser(prog="make nlu-report", description=__doc__)
    parser.add_argument("--diet", action="store_true", help="compare with Rasa's default pipeline")
    arguments = parser.parse_args()
    os.environ.update(ENVIRONMENT, TF_CPP_MIN_LOG_LEVEL="3")  # before numpy counts the cores
    be_quiet()
    if not arguments.diet:  # nothing else needs TensorFlow
        leave_out(UNUSED_IN_TRAINING)
    from tests.nlu.report import write

    write(with_diet=arguments.diet)


if __name__ == "__main__":
    main()
