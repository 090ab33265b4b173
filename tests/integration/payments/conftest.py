"""A person who agreed to pay, and every part of payments built as the application builds it."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.contacts import store as contacts
from bot.contacts.model import Customer, CustomerRecord
from bot.contacts.tables import contacts as contacts_table
from bot.kernel.ids import AccountId, ContactId, CustomerId, PlanId, Wamid
from bot.kernel.money import Money
from bot.ledger import service as ledger
from bot.ledger.decisions import DecisionMeta
from bot.ledger.imports import AccountRecord, ChargeRecord, import_account, import_charges
from bot.negotiation import offers
from bot.negotiation.offers import OfferDraft
from bot.outbox.tables import outbox
from bot.payments import checkout, links, session_store, webhook
from bot.payments.bookkeeper import Bookkeeper
from bot.payments.cashier import Cashier
from bot.payments.checkout import Checkout
from bot.payments.posting import Poster
from bot.payments.sweep import Sweep
from bot.payments.tables import stripe_events
from bot.payments.webhook import StripeWebhook
from bot.payments.worker import PaymentsWorker
from bot.sandbox.stripe.courier import signed
from bot.storage.doorbell import Doorbell
from tests.fixtures_stripe import WEBHOOK_SECRET
from tests.support.way_out import way_out

CUSTOMER = CustomerId("CUS-1")
ACCOUNT = AccountId("ACC-1")
PHONE = "+525512345678"
OWED = Money(150_000, "MXN")


@dataclass(frozen=True, kw_only=True)
class Debt:
    """Who agreed to pay what."""

    contact_id: ContactId
    plan_id: PlanId


@pytest.fixture
async def debt(database, vault, clock) -> Debt:
    """A verified person owing 1,500.00 MXN, who agreed to pay it in three."""
    async with database.transaction() as conn:
        await contacts.save_customer(conn, _customer(), vault)
        contact_id = await contacts.contact_of_customer(conn, CUSTOMER, clock.now())
        await _verify(conn, contact_id, now=clock.now())
        await _charge(conn, clock.now())
    return Debt(contact_id=contact_id, plan_id=await agree(database, contact_id, clock))


async def agree(
    database, contact_id, clock, *, parts=3, discount=0, due_on=date(2026, 12, 1)
) -> PlanId:
    """Offer terms on the account and accept them."""
    terms = _terms(parts, discount, due_on)
    meta = DecisionMeta(policy="demo", policy_version=1, content_hash="h", rule="r", why=())
    async with database.transaction() as conn:
        await ledger.record_policy_version(
            conn, "demo", version=1, content_hash="h", document="", now=clock.now()
        )
        drafts = [OfferDraft(terms=terms, expires_at=clock.now() + timedelta(days=1))]
        (offer,) = await offers.record_round(
            conn, drafts, contact_id=contact_id, account_id=ACCOUNT, meta=meta, now=clock.now()
        )
        plan = await ledger.accept_plan(
            conn, offer.agreement(), accepted_at=clock.now(), accepted_wamid=Wamid("wamid.yes")
        )
    return plan.id


@pytest.fixture
def issue(database, vault, clock, debt):
    """Makes the pay link of a plan: for its next instalment, unless told otherwise."""

    async def make(plan_id=None, *, ahead=timedelta(days=3), purpose=None):
        async with database.transaction() as conn:
            return await links.create_link(
                conn,
                vault,
                plan_id=plan_id or debt.plan_id,
                account_id=ACCOUNT,
                contact_id=debt.contact_id,
                expires_at=clock.now() + ahead,
                now=clock.now(),
                purpose=purpose,
            )

    return make


@pytest.fixture
async def customer(database, stripe_client, debt):
    """Stripe's Customer of the plan, made by an earlier press."""
    stripe_id = await stripe_client.create_customer(debt.plan_id, f"cu:{debt.plan_id}")
    async with database.transaction() as conn:
        await session_store.keep_customer(conn, debt.plan_id, stripe_id)
    return stripe_id


@pytest.fixture
def cashier(database, stripe_client, vault, clock):
    return Cashier(
        database, stripe_client, vault=vault, clock=clock, public_url="https://saldo.example"
    )


@pytest.fixture
def worker(database, redis, stripe_client, vault, clock):
    poster = Poster(way_out(clock), clock, order_for=ledger.usual_order)
    return PaymentsWorker(
        database,
        Bookkeeper(database, stripe_client, poster, vault=vault),
        Sweep(database, stripe_client, clock=clock),
        doorbell=Doorbell(redis),
    )


@pytest.fixture
async def web_client(database, redis, cashier, vault, clock):
    """The pages and the webhook, as a browser and Stripe reach them."""
    app = web.Application()
    checkout.add_routes(app, Checkout(database, cashier, vault=vault, clock=clock))
    stripe_webhook = StripeWebhook(
        database, secret=WEBHOOK_SECRET, is_live=False, doorbell=Doorbell(redis)
    )
    webhook.add_routes(app, stripe_webhook)
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.fixture
def deliver(web_client, stripe_stand_in):
    """Brings events of the stand-in (all, or those given) to our webhook."""

    async def bring(events=None):
        for event in stripe_stand_in.world.events if events is None else events:
            body, headers = signed(event, WEBHOOK_SECRET)
            response = await web_client.post("/webhooks/stripe", data=body, headers=headers)
            assert response.status == 200

    return bring


@pytest.fixture
def stripe_session(stripe_stand_in):
    """The only open session at Stripe."""

    def find():
        sessions = stripe_stand_in.world.all_of("checkout.session")
        (session,) = [each for each in sessions if each["status"] == "open"]
        return session["id"]

    return find


@pytest.fixture
def owed(database, clock):
    async def read():
        async with database.transaction() as conn:
            return (await ledger.balance(conn, ACCOUNT, today=clock.now().date())).total

    return read


@pytest.fixture
def replies(database):
    """The keys of every reply that waits to go out; the country's notices are another matter."""

    async def read():
        async with database.transaction() as conn:
            query = sa.select(outbox.c.reply_key).where(outbox.c.origin != "notice")
            rows = await conn.execute(query.order_by(outbox.c.seq))
            return list(rows.scalars())

    return read


@pytest.fixture
def event_states(database):
    async def read():
        async with database.transaction() as conn:
            return list((await conn.execute(sa.select(stripe_events.c.state))).scalars())

    return read


def _customer() -> CustomerRecord:
    customer = Customer(
        id=CUSTOMER,
        name="Rocío Méndez Lara",
        first_name="Rocío",
        last_name="Méndez Lara",
        phone=PHONE,
        country="MX",
        zone="America/Mexico_City",
        language="es",
        consents=("whatsapp",),
    )
    return CustomerRecord(
        customer=customer, date_of_birth=None, postcode="06700", document_last4=None
    )


async def _verify(conn, contact_id, *, now) -> None:
    await conn.execute(
        sa.update(contacts_table)
        .where(contacts_table.c.id == contact_id)
        .values(customer_id=CUSTOMER, verified_until=now + timedelta(days=9), last_inbound_at=now)
    )


async def _charge(conn, now) -> None:
    account = AccountRecord(
        id=ACCOUNT,
        customer_id=CUSTOMER,
        product="personal_loan",
        last4="4471",
        currency="MXN",
        creditor="Financiera Sol",
        flags=(),
        broken_promises=0,
        declared_total=None,
    )
    await import_account(conn, account)
    charge = ledger.Charge(
        id="ACC-1-1",
        account_id=ACCOUNT,
        component="principal",
        amount=OWED,
        due_on=date(2026, 10, 21),
    )
    await import_charges(conn, [ChargeRecord(charge=charge, input_hash="h")], posted_at=now)


def _terms(parts, discount, due_on) -> ledger.PlanTerms:
    to_pay = OWED - Money(discount, "MXN")
    kind = "settlement" if discount else ("plan" if parts > 1 else "full")
    return ledger.PlanTerms(
        kind=kind,
        total=to_pay,
        discount=Money(discount, "MXN"),
        discount_by_component={"principal": Money(discount, "MXN")} if discount else {},
        installments=tuple(
            ledger.Installment(no=no, due_on=due_on, amount=amount)
            if no == 1
            else ledger.Installment(no=no, due_on=date(2027, no, 1), amount=amount)
            for no, amount in enumerate(to_pay.split(parts), 1)
        ),
    )
