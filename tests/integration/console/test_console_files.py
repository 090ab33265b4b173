"""What people sent, as an agent's browser gets it: shown if it is a picture, never run."""

import pytest

from bot.console.files import served
from bot.kernel.messages import IncomingOther
from bot.media import store
from bot.media.model import Content
from tests.desk_people import NOW, says, stranger
from tests.support.console import Browser

PNG = Content(mime="image/png", body=b"\x89PNG\r\n\x1a\n...")


async def sent(browser: Browser, content: Content = PNG) -> str:
    """A file that somebody with a case sent; its address."""
    case = await browser.open(words="mi ticket")
    async with browser.database.transaction() as conn:
        contact = await stranger(conn)
        assert contact.id == case.contact_id
        wamid = await says(conn, browser.vault, contact, "foto")
        message = IncomingOther(kind="image", media_id="m1")
        await store.note(conn, contact.id, message, wamid=wamid, now=NOW)
        file = await store.claim(conn)
        assert file is not None
        await store.keep(conn, browser.vault, file, content)
    return f"/files/{file.id}"


async def test_a_picture_is_in_the_thread_and_shown(browser: Browser) -> None:
    path = await sent(browser)
    await browser.sit_down()
    page = await browser.get("/")
    case = page.split("/console/cases/")[1].split('"')[0]
    assert f'src="/console{path}"' in await browser.get(f"/cases/{case}")
    async with browser.client.get(f"/console{path}") as answer:
        assert (answer.status, answer.content_type) == (200, "image/png")
        assert await answer.read() == PNG.body
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"] == 'inline; filename="saldo.png"'
        assert answer.headers["Cache-Control"] == "no-store"


async def test_nobody_sees_it_without_logging_in(browser: Browser) -> None:
    path = await sent(browser)
    async with browser.client.get(f"/console{path}", allow_redirects=False) as answer:
        assert answer.status == 303


async def test_what_is_not_there_is_not_found(browser: Browser) -> None:
    await browser.sit_down()
    async with browser.client.get("/console/files/med_none") as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    "content",
    [
        Content(mime="text/html", body=b"<script>alert(1)</script>"),
        Content(mime="image/png", body=b"<svg onload=alert(1)>"),
        Content(mime="image/svg+xml", body=b"<svg onload=alert(1)>"),
        Content(mime="application/pdf", body=b"%PDF-1.4"),
    ],
    ids=lambda content: content.mime,
)
def test_whatever_is_no_picture_can_only_be_saved(content: Content) -> None:
    answer = served(content)
    assert answer.content_type == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
