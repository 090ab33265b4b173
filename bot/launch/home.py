"""The folder of one running system: data, logs, secrets, and what other commands read."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from bot.launch.errors import LaunchError


@dataclass(frozen=True, slots=True)
class Home:
    """`var/`, or another folder like it."""

    root: Path

    @property
    def run_env(self) -> Path:
        """The settings in force while the system runs; gone when it does not."""
        return self.root / "run.env"

    @property
    def logs(self) -> Path:
        """One file for each child."""
        return self.root / "log"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder for one running system. Raises LaunchError when another has it."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "up.lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                raise LaunchError(f"Saldo already runs here (process {lock.read()})") from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    def empty_logs(self) -> None:
        """Begin every log anew."""
        for log in self.logs.glob("*.log"):
            log.write_bytes(b"")

    def secrets(self) -> dict[str, str]:
        """The secrets of this folder, made on first use and kept."""
        path = self.root / "secrets.env"
        kept = {name: value for name, value in dotenv_values(path).items() if value}
        made = {name: value for name, value in fresh_secrets().items() if name not in kept}
        if made:
            write_env(path, kept | made)
        return kept | made

    def write_run_env(self, environment: Mapping[str, str]) -> None:
        """Tell other commands how to reach this system."""
        write_env(self.run_env, environment)

    def remove_run_env(self) -> None:
        """Nothing runs here any more."""
        self.run_env.unlink(missing_ok=True)


def write_env(path: Path, values: Mapping[str, str]) -> None:
    """Write `values` whole or not at all, readable by their owner only."""
    text = "".join(f"{name}={_quoted(value)}\n" for name, value in sorted(values.items()))
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    unfinished.replace(path)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def fresh_secrets() -> dict[str, str]:
    """New secrets in the shapes that vendors give theirs: nothing downstream meets a stranger."""
    token = secrets.token_urlsafe
    return {
        "SALDO_IDENTITY_KEY": token(32),
        "SALDO_WHATSAPP_TOKEN": token(32),
        "SALDO_WHATSAPP_APP_SECRET": secrets.token_hex(16),
        "SALDO_WHATSAPP_VERIFY_TOKEN": token(16),
        "SALDO_STRIPE_SECRET_KEY": f"sk_test_{secrets.token_hex(24)}",
        "SALDO_STRIPE_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(24)}",
        "SALDO_TELEGRAM_BOT_TOKEN": f"{secrets.randbelow(10**9) + 10**9}:{token(26)}",
        "SALDO_TELEGRAM_WEBHOOK_SECRET": token(24),
    }
