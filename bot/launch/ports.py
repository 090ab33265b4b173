"""A taken port is named before anything starts."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterable
from typing import Final

from bot.launch.errors import LaunchError
from bot.launch.plan import Part

_BLOCK: Final = 10


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


def free_port_block(start: int) -> int:
    """The first port from `start` on that is free with all that `make up` counts up from it."""
    blocks = range(start, start + 50 * _BLOCK, _BLOCK)
    free = (first for first in blocks if all(map(is_free, range(first, first + _BLOCK))))
    found = next(free, None)
    if found is None:
        raise LaunchError(f"no free ports from {start} on")
    return found
