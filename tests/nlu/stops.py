"""What the safety phrases take each text for: a JSON list of texts in, one of intents out.

Runs in the application's environment, for the report, which runs in the engine's.
"""

import json
import sys

from bot.conversation.routing import INTENTS_OF_STOPS
from bot.conversation.safety import Stop, stop_of

_ALL = {
    **INTENTS_OF_STOPS,
    Stop.CRISIS: "vulnerability_risk",
    Stop.OPT_OUT: "opt_out",
}


def main() -> None:
    stops = [stop_of(text, among=tuple(_ALL)) for text in json.load(sys.stdin)]
    json.dump(["" if stop is None else _ALL[stop] for stop in stops], sys.stdout)


if __name__ == "__main__":
    main()
