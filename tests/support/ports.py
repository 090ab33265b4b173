"""Ports for servers that a test starts a moment after it has chosen them."""

import random
import socket

# Below the range from which systems take the ports of outgoing connections: those come and go
# between the choice and the start, and one of them would be sitting on the port.
_LOWEST, _HIGHEST = 20_000, 32_000


def unused_port() -> int:
    """A port on loopback that nobody listens at now, and that no outgoing connection will take."""
    while True:
        port = random.randint(_LOWEST, _HIGHEST)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
