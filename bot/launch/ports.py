"""A taken port is named before anything starts."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterable

from bot.launch.errors import LaunchError
from bot.launch.plan import Part


def require_free(parts: Iterable[Part]) -> None:
    """Raises LaunchError with one line that names the first port somebody else has."""
    for part in parts:
        if not is_free(part.port):
            raise LaunchError(
                f"port {part.port} ({part.name}) is taken: stop what uses it, or set SALDO_PORT to"
                f" another number (the {part.name} and its neighbours count up from it)"
            )


def is_free(port: int) -> bool:
    """Whether we could listen on `port` on every address of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise LaunchError(f"port {port} cannot be used: {error.strerror}") from None
    return True
