"""Rendering the console's pages, with the headers that keep them private and in place."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import jinja2
from aiohttp import web

from bot.console.words import word
from bot.kernel.messages import Language

STATIC: Final = Path(__file__).parent / "static"
_TEMPLATES: Final = Path(__file__).parent / "templates"
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_environment: Final = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(template: str, language: Language, *, status: int = 200, **values: Any) -> web.Response:
    """The page as a response; `t(key, …)` inside it gives words in `language`."""

    def t(key: str, **words: str) -> str:
        return word(key, language, **words)

    text = _environment.get_template(template).render(t=t, language=language, **values)
    return web.Response(text=text, status=status, content_type="text/html", headers=_HEADERS)
