"""A value for everything that a text may ask for."""

from typing import Any

from bot.locale.catalogs import load_catalogs

# A long amount and long words, so that what fits here fits in life.
AMOUNT = {"money": [999_999_999_99, "COP"]}
DAY = {"date": "2026-09-30"}
PRODUCTS = sorted(key for key in load_catalogs().keys("es") if key.startswith("product."))
VALUES: dict[str, Any] = {
    **dict.fromkeys(["amount", "past_due", "total", "balance", "discount", "first"], AMOUNT),
    **dict.fromkeys(["next_due_on", "calculated_on", "due_on", "expires", "paid_on"], DAY),
    **dict.fromkeys(["answer_by", "last", "day"], DAY),
    **dict.fromkeys(["last_day", "remind_on"], DAY),
    "interest": AMOUNT,
    "moment": {"moment": "2026-09-30T23:30:00+00:00"},
    "when": {"key": "callback.at", "values": {"moment": {"moment": "2026-09-30T23:30:00+00:00"}}},
    "ending": "5678",
    "value": "r•••@example.com",
    "fault": {"key": "rfc.length", "values": {"count": 6}},
    "web": "www.financierasol.example",
    "phone": "+52 55 5550 0100",
    "email": "une@financierasol.example",
    "desk": "Servicio al Cliente",
    "authorities": "Superintendencia Financiera de Colombia (www.superfinanciera.gov.co)",
    "notice": "www.financierasol.example/privacidad",
    "authority": "Secretaría Anticorrupción y Buen Gobierno (www.gob.mx/buengobierno)",
    "where": {
        "key": "complaint.where",
        "values": {"desk": "UNE", "phone": "55", "email": "a@b.example", "authorities": None},
    },
    "summary": {"key": "balance.clear", "values": {"last4": "4471", "creditor": "Financiera Sol"}},
    **dict.fromkeys(["une_name", "person_in_charge", "responsible"], "Laura Ortega Ruiz"),
    **dict.fromkeys(["address", "une_address"], "Av. de los Insurgentes 100, Ciudad de México"),
    "agency_name": "Financiera Sol, S.A. de C.V., SOFOM, E.N.R.",
    "une_email": "une@financierasol.example",
    "une_phone": "+52 55 5550 0101",
    "contract_ref": "4471",
    "accounts": {
        "key": "notice.mx_first_contact.account",
        "values": {
            "creditor": "Financiera Sol",
            "contract_ref": "4471",
            "amount": AMOUNT,
            "calculated_on": DAY,
        },
    },
    "how_to_settle": {"key": "notice.how_to_settle", "values": {"phone": "+52 55 5550 0100"}},
    "pay_only_creditor": {"key": "notice.pay_only_creditor", "values": {"creditor": "Sol"}},
    "creditor": "Financiera Sol de América",
    "first_name": "María Guadalupe",
    "last4": "4471",
    "folio": "A2B3C4D5",
    "no": 12,
    "count": 24,
    "text": "Hola",
    "method": {"key": "method.card"},
    "outcome": {"key": "receipt.agreement"},
    "credit": None,
    "left": {"key": "receipt.left", "values": {"count": 2}},
    "schedule": {
        "lines": [{"key": "receipt.installment", "values": {"due_on": DAY, "amount": AMOUNT}}] * 2
    },
    "component": {"key": "component.ordinary_interest"},
    "product": {"key": "product.credit_card"},
    "title": {"key": "offer.settlement"},
    "asked": {"key": "asked.fortnight"},
    "factors": {"keys": ["factor.date_of_birth", "factor.document_last4"]},
    "lines": {
        "lines": [
            {
                "key": "component.line",
                "values": {"component": {"key": "component.principal"}, "amount": AMOUNT},
            }
        ]
        * 5
    },
}
