"""What is decided first, in any state and without a model.

`stops` says what a message makes us do at once; `spelling` reads how people really type; `phrases`
reads the phrase lists, which are data: `phrases/<language>/<stop>.yml`, explained in `phrases.py`.
"""

from bot.conversation.safety.stops import Stop, stop_of

__all__ = ["Stop", "stop_of"]
