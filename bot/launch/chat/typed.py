"""What is typed at the terminal, line by line, while other things go on."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_AT_ONCE: Final = 65_536


class Typed:
    """Lines from a file descriptor; None once it has ended (Ctrl-D)."""

    def __init__(self) -> None:
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._begun = b""

    @contextmanager
    def reading(self, descriptor: int) -> Iterator[None]:
        """Take lines in while the block runs."""
        loop = asyncio.get_running_loop()
        try:
            loop.add_reader(descriptor, self._read, descriptor)
        except PermissionError:  # a plain file never blocks, so the loop does not watch it
            while self._read(descriptor):
                pass
        try:
            yield
        finally:
            loop.remove_reader(descriptor)

    async def next(self, *, within_s: float | None = None) -> str | None:
        """The next line without its end. Raises TimeoutError when none came in time."""
        async with asyncio.timeout(within_s):
            return await self._lines.get()

    def _read(self, descriptor: int) -> bool:
        """Take what is there; whether more can follow."""
        found = os.read(descriptor, _AT_ONCE)
        *whole, self._begun = (self._begun + found).split(b"\n")
        for line in whole:
            self._lines.put_nowait(line.decode(errors="replace"))
        if not found:
            if self._begun:
                self._lines.put_nowait(self._begun.decode(errors="replace"))
            self._lines.put_nowait(None)
            asyncio.get_running_loop().remove_reader(descriptor)
        return bool(found)
