"""Ports for servers that a test starts a moment after it has chosen them."""

import itertools
import os
import random
import socket

# Below the range from which systems take the ports of outgoing connections: those come and go
# between the choice and the start, and one of them would be sitting on the port.
_LOWEST, _HIGHEST = 20_000, 32_000
# Processes that test at the same time (pytest-xdist's) choose from every n-th port each.
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_WORKERS = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
_OURS = range(_LOWEST + _WORKER, _HIGHEST, _WORKERS)
# In turn, so that a port chosen for later is not chosen again; from anywhere, for another run's.
_ports = itertools.islice(itertools.cycle(_OURS), random.randrange(len(_OURS)), None)


def unused_port() -> int:
    """A port on loopback that nobody listens at now, and that no outgoing connection will take."""
    for port in _ports:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise AssertionError("the cycle ended")
