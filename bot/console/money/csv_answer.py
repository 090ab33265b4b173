"""A CSV to save, kept by nobody on the way."""

from __future__ import annotations

from aiohttp import web


def csv_answer(text: str, name: str) -> web.Response:
    """The file `name`.csv; `name` is ours: letters, digits and hyphens."""
    return web.Response(
        body=text.encode(),
        content_type="text/csv",
        charset="utf-8",
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex",
        },
    )
