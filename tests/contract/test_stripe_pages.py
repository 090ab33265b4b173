"""The stand-in's pages as a person uses them: card, OXXO and SPEI, in both languages."""

from datetime import timedelta

import pytest


@pytest.fixture
def browse(stripe_stand_in, http):
    """One request of a browser: status, address it is sent to, text."""

    async def go(method, path, **form):
        address = path if path.startswith("http") else stripe_stand_in.url + path
        async with http.request(
            method, address, data=form or None, allow_redirects=False
        ) as answer:
            return answer.status, answer.headers.get("Location", ""), await answer.text()

    return go


@pytest.fixture
async def oxxo_page(open_oxxo):
    return f"/c/pay/{await open_oxxo()}"


@pytest.fixture
async def voucher_page(browse, oxxo_page):
    return (await browse("POST", oxxo_page, outcome="oxxo"))[1]


@pytest.fixture
async def transfer_page(browse, open_spei):
    return (await browse("POST", f"/c/pay/{await open_spei()}", outcome="spei"))[1]


def only_intent(stand_in):
    (intent,) = stand_in.world.all_of("payment_intent")
    return intent


@pytest.mark.parametrize(
    ("opened", "offers"),
    [("open_session", {"pay", "decline"}), ("open_oxxo", {"pay", "oxxo", "decline"}),
     ("open_spei", {"spei"})],
)  # fmt: skip
async def test_a_page_offers_what_the_session_takes(request, browse, opened, offers):
    session_id = await request.getfixturevalue(opened)()
    _, _, text = await browse("GET", f"/c/pay/{session_id}")
    ways = ("pay", "decline", "oxxo", "spei")
    assert {way for way in ways if f'value="{way}"' in text} == offers


@pytest.mark.parametrize("outcome", ["oxxo", "spei"])
async def test_what_a_session_does_not_take_changes_nothing(
    browse, stripe_stand_in, open_session, outcome
):
    path = f"/c/pay/{await open_session()}"
    status, _, _ = await browse("POST", path, outcome=outcome)
    assert (status, stripe_stand_in.world.all_of("payment_intent")) == (200, [])


async def test_a_person_prints_a_voucher_and_pays_at_the_store(
    browse, stripe_stand_in, voucher_page
):
    _, _, text = await browse("GET", voucher_page)
    number = only_intent(stripe_stand_in)["next_action"]["oxxo_display_details"]["number"]
    assert number in text
    assert "24/11/2026 23:59" in text
    await browse("POST", voucher_page)
    assert only_intent(stripe_stand_in)["status"] == "succeeded"
    assert "El pago llegó" in (await browse("GET", voucher_page))[2]


async def test_paying_a_voucher_again_changes_nothing(browse, stripe_stand_in, voucher_page):
    await browse("POST", voucher_page)
    status, _, text = await browse("POST", voucher_page)
    assert (status, "El pago llegó" in text) == (200, True)
    assert len(stripe_stand_in.world.all_of("charge")) == 1


async def test_a_voucher_that_ended_says_so(browse, voucher_page, clock):
    clock.advance(timedelta(days=5))
    assert "ya no espera" in (await browse("GET", voucher_page))[2]


async def test_a_person_transfers_in_two_parts(browse, stripe_stand_in, transfer_page):
    assert 'value="1500.00"' in (await browse("GET", transfer_page))[2]
    await browse("POST", transfer_page, amount="1000.50")
    _, _, text = await browse("GET", transfer_page)
    assert "$499.50 MXN" in text
    await browse("POST", transfer_page, amount=" 499.5 ")
    assert only_intent(stripe_stand_in)["amount_received"] == 150_000


@pytest.mark.parametrize("amount", ["", "0", "-1", "mucho", "1.001", "NaN", "1e99"])
async def test_an_amount_nobody_can_send_is_asked_again(
    browse, stripe_stand_in, transfer_page, amount
):
    _, where, _ = await browse("POST", transfer_page, amount=amount)
    assert "Escribe un importe" in (await browse("GET", where))[2]
    intent = only_intent(stripe_stand_in)
    assert intent["next_action"]["display_bank_transfer_instructions"]["amount_remaining"] == (
        150_000
    )


async def test_the_pages_speak_the_sessions_language(browse, open_session):
    session_id = await open_session(locale="en")
    _, _, text = await browse("GET", f"/c/pay/{session_id}")
    assert "Test environment" in text
    assert 'lang="en"' in text


@pytest.mark.parametrize("path", ["/voucher/pi_no", "/transfer/pi_no", "/c/pay/cs_no"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_unknown_page_is_not_found(browse, method, path):
    assert (await browse(method, path))[0] == 404


async def test_the_pages_need_no_script_and_ask_no_third_party(
    browse, oxxo_page, voucher_page, transfer_page
):
    for page in (oxxo_page, voucher_page, transfer_page):
        _, _, text = await browse("GET", page)
        assert "<script" not in text
        assert "src=" not in text
