"""The README's pictures: a conversation and the console, in a real browser.

    .venv/bin/python -m pytest tests/browser/pictures.py

The file's name keeps it out of an ordinary run. The clock only moves by hand, so that a picture
differs from the last one only where the product does.
"""

import pytest
import sqlalchemy as sa
from playwright.async_api import Page, expect

from bot.kernel.money import Money
from bot.ledger.service import UnappliedReceived, post_unapplied
from bot.payments.tables import pay_links
from tests.browser.journeys import ROCIO, Says, Steps, play
from tests.browser.payment import PaymentPage
from tests.browser.phone import PhonePage
from tests.browser.scene import OpenScene, Scene
from tests.support.demo import ROOT

pytestmark = pytest.mark.asyncio(loop_scope="session")

DOCS = ROOT / "docs"
MOST_BYTES = 300_000
LOOK = {
    "viewport": {"width": 1200, "height": 820},
    "device_scale_factor": 1.2,
    "bypass_csp": True,  # for the line below: the soft gradient is a third of the bytes
}
PLAIN_GROUND = "body:has(.phone) { background: var(--page) !important }"
WAITING = (
    ("CUS-13", ("necesito hablar con una persona",)),
    ("CUS-4", ("hola", "sí soy yo", "9 de noviembre de 1968, cp 64000", "¿qué opciones tengo?")),
)
EMILY_ASKS = (
    Says("hi there", "Am I speaking with Emily?"),
    Says("yes", "date of birth"),
    Says("March 8th, 1992, zip 10027", "Harbor Lending account ••6402"),
    Says("I'd like to talk to a person please", "someone on our team"),
)


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_the_phone_after_rocio_has_paid(theme: str, open_scene: OpenScene) -> None:
    async with open_scene() as scene:
        phone = await scene.phone_of(ROCIO.person, theme=theme, **LOOK)
        await at_their_pace(scene, phone, [*ROCIO.identify, *ROCIO.agree])
        payment = PaymentPage(await phone.follow_link())
        await payment.go_on()
        await payment.pay()
        await phone.wait_for(ROCIO.receipt)
        await phone.page.bring_to_front()
        await take(phone.page, f"phone-{theme}.png")


async def test_the_console_while_ana_helps(open_scene: OpenScene) -> None:
    async with open_scene() as scene:
        await others_wait(scene)
        phone = await scene.phone_of("CUS-16", locale="en-US")
        await at_their_pace(scene, phone, EMILY_ASKS)
        console = await scene.console(locale="en-US", **LOOK)
        await console.open_case("Emily Carter")
        await console.reply("Hi Emily, Ana here. I'm looking at your card with you.")
        await phone.wait_for("Ana here")
        scene.stage.let_pass(minutes=1)
        await phone.say("Thank you! Could the first payment be on the 5th?")
        await console.wait_for_words("contact", "on the 5th")
        await take(console.page, "console.png")


async def test_the_money_page_on_a_morning_with_something_to_do(open_scene: OpenScene) -> None:
    async with open_scene() as scene:
        phone = await scene.phone_of(ROCIO.person, **LOOK)
        await at_their_pace(scene, phone, [*ROCIO.identify, *ROCIO.agree])
        payment = PaymentPage(await phone.follow_link())
        await payment.go_on()
        await payment.pay()
        await phone.wait_for(ROCIO.receipt)
        await leave_work(scene)
        scene.stage.let_pass(minutes=60 * 30)  # a day and a half
        console = await scene.console(locale="en-US", **LOOK)
        await console.page.get_by_test_id("money").click()
        await console.page.get_by_test_id("run-now").click()
        words = console.page.get_by_test_id("verdict-words")
        await expect(words).not_to_contain_text("agrees", timeout=20_000)
        await take(console.page, "money.png")


async def leave_work(scene: Scene) -> None:
    """Money came for nobody we know, and a paid link was left open."""
    received = UnappliedReceived(
        source="bank:20261121-7",
        amount=Money(120_000, "MXN"),
        received_at=scene.stage.clock.now(),
        method="file",
        note="bank:20261121-7",
        claimed_account=None,
    )
    async with scene.stage.parts.database.transaction() as conn:
        await post_unapplied(conn, received, posted_at=scene.stage.clock.now())
        await conn.execute(sa.update(pay_links).values(state="open"))


async def at_their_pace(scene: Scene, phone: PhonePage, steps: Steps) -> None:
    for step in steps:
        await play(phone, [step])
        scene.stage.let_pass(minutes=1)


async def others_wait(scene: Scene) -> None:
    for person, messages in WAITING:
        for words in messages:
            await scene.stage.person(person).says(words)
        scene.stage.let_pass(minutes=4)


async def take(page: Page, name: str) -> None:
    """Save what stands on the page once it stands still."""
    path = DOCS / name
    await page.screenshot(path=path, animations="disabled", style=PLAIN_GROUND)
    assert path.stat().st_size < MOST_BYTES
