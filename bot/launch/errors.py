"""What can keep the system from starting, said in one line that tells the reader what to do."""

from bot.kernel.errors import SaldoError


class LaunchError(SaldoError):
    """The system cannot start or go on; the text is one line for the person at the terminal."""
