"""The actions of a stock Rasa bot that does what the measured turns do; served by rasa-sdk itself.

Runs in .venv-engine. The balance comes from the same database by the same four queries as
Saldo's, on one open connection; unlike Saldo's, nothing is written.
"""

import os
from typing import Any

import psycopg2
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

_ACCOUNTS = """
    SELECT a.id, a.last4, a.currency, a.creditor, a.flags, a.doubt, c.country, c.zone
    FROM accounts a JOIN customers c ON a.customer_id = c.id WHERE {} = %s ORDER BY a.id"""
_BOOKS = "SELECT book, sum(amount_minor) FROM entries WHERE account_id = %s GROUP BY book"
_OPEN_CHARGES = """
    SELECT h.id, h.component, h.due_on, sum(e.amount_minor)
    FROM charges h JOIN entries e ON e.charge_id = h.id WHERE h.account_id = %s
    GROUP BY h.id HAVING sum(e.amount_minor) <> 0 ORDER BY h.due_on, h.id"""


class Ledger:
    """One connection, opened on first use."""

    def __init__(self) -> None:
        self._connection: Any = None

    def read(self, query: str, key: str) -> list[tuple[Any, ...]]:
        if self._connection is None:
            self._connection = psycopg2.connect(os.environ["DSN"])
            self._connection.autocommit = True
        with self._connection.cursor() as cursor:
            cursor.execute(query, (key,))
            return list(cursor.fetchall())


LEDGER = Ledger()


class Greet(Action):
    """Opens the conversation; everybody counts as verified here."""

    def name(self) -> str:
        return "action_greet"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        dispatcher.utter_message(json_message={"key": "greet.verified", "values": {}})
        return [SlotSet("verified", True)]


class SayGoodbye(Action):
    """The plain turn: an answer that needs no data."""

    def name(self) -> str:
        return "action_say_goodbye"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        dispatcher.utter_message(json_message={"key": "goodbye", "values": {}})
        return []


class ExplainBalance(Action):
    """The action turn: what the person owes."""

    def name(self) -> str:
        return "action_explain_balance"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        account = LEDGER.read(_ACCOUNTS.format("a.customer_id"), tracker.sender_id)[0]
        account_id, last4, currency, creditor = account[:4]
        LEDGER.read(_ACCOUNTS.format("a.id"), account_id)
        books = dict(LEDGER.read(_BOOKS, account_id))
        charges = LEDGER.read(_OPEN_CHARGES, account_id)
        values = {
            "creditor": creditor,
            "last4": last4,
            "total": {"money": [int(books["receivable"]), currency]},
            "next_due_on": {"date": charges[0][2].isoformat()},
        }
        dispatcher.utter_message(json_message={"key": "balance.summary", "values": values})
        return [SlotSet("awaiting", "nobody")]
