"""Where embedded servers may live: folders that the user who runs them can reach.

PostgreSQL refuses to run as root, so root runs it as an unprivileged user, and that user must be
able to walk to its files. No folder's mode above ours is ever changed; files move instead.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import tempfile
from pathlib import Path
from typing import Final

from bot.launch.errors import LaunchError

UNPRIVILEGED: Final = "nobody"
ELSEWHERE: Final = "elsewhere"
_SHORT_PLACE: Final = Path("/tmp")  # noqa: S108 - mkdtemp makes private folders in it
OPEN_PLACE: Final = Path("/var/tmp")  # noqa: S108 - survives a reboot; the folder is checked to be ours


def server_user() -> str | None:
    """As whom servers that refuse root must run; `None` when we are not root."""
    return UNPRIVILEGED if os.geteuid() == 0 else None


def data_dir(root: Path, user: str | None, *, open_place: Path = OPEN_PLACE) -> Path:
    """`root`, or a folder of our own elsewhere when `user` cannot reach `root`."""
    root.mkdir(parents=True, exist_ok=True)
    if user is None or is_reachable(root):
        return root
    elsewhere = _own_dir(open_place, root)
    _leave_a_sign(root / ELSEWHERE, elsewhere)
    return elsewhere


def program_dir(
    installed: Path, root: Path, user: str | None, *, open_place: Path = OPEN_PLACE
) -> Path:
    """`installed`, or a copy of it beside the data when `user` cannot reach it."""
    if user is None or is_reachable(installed):
        return installed
    copy = _own_dir(open_place, root) / installed.name
    if not copy.exists():
        unfinished = copy.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(installed, unfinished, symlinks=True)
        _open_to_all(unfinished)
        unfinished.rename(copy)
    return copy


def socket_dir(server: Path, user: str | None) -> Path:
    """A new private folder with a short path (a socket's path has room for 107 bytes).

    `server` stands for whose sockets they are: what it left behind in a crash is removed.
    """
    prefix = f"saldo-{_name_of(server)[:8]}-"
    for stale in _SHORT_PLACE.glob(f"{prefix}*"):
        shutil.rmtree(stale, ignore_errors=True)
    path = Path(tempfile.mkdtemp(prefix=prefix, dir=_SHORT_PLACE))
    give_to(path, user)
    return path


def give_to(path: Path, user: str | None) -> None:
    """Make `user` the owner of `path`; nothing to do when we run as ourselves."""
    if user is not None:
        shutil.chown(path, user, pwd.getpwnam(user).pw_gid)


def is_reachable(path: Path) -> bool:
    """Whether anyone may walk into the folder `path`."""
    real = path.resolve()
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (real, *real.parents))


def _leave_a_sign(sign: Path, place: Path) -> None:
    """A link by which people, and `make clean`, find what could not be kept at home."""
    if not sign.is_symlink():
        sign.symlink_to(place)


def _name_of(path: Path) -> str:
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))


def _own_dir(open_place: Path, root: Path) -> Path:
    path = open_place / f"saldo-{_name_of(root)}"
    path.mkdir(mode=0o711, exist_ok=True)
    found = path.lstat()
    if found.st_uid != os.geteuid() or not stat.S_ISDIR(found.st_mode):
        raise LaunchError(f"{path} belongs to someone else; remove it, or set SALDO_DATABASE_URL")
    return path
