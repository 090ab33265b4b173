"""What people came for, by the name that slot `wish` remembers it under."""

from collections.abc import Awaitable, Callable, Mapping

from bot.usecases import claims, questions, situations
from bot.usecases.balance import explain_balance, explain_charges
from bot.usecases.call import Answer, Call
from bot.usecases.pay import report_paid
from bot.usecases.registry import UseCases

UseCase = Callable[[Call], Awaitable[Answer]]


class Wishes:
    """Finds the use case to come back to, once the person or the account is known."""

    def __init__(self, use_cases: UseCases) -> None:
        self._go_on = use_cases.returns.go_on
        self._by_name: Mapping[str, UseCase] = {
            "balance": explain_balance,
            "detail": explain_charges,
            "due": questions.explain_due_date,
            "methods": questions.explain_methods,
            "plan": use_cases.offers.menu,
            "promise": use_cases.promises.hear,
            "pay": use_cases.pay.pay_now,
            "link": use_cases.pay.pay_now,
            "paid": report_paid,
            "dispute": claims.dispute,
            "identity_theft": claims.report_identity_theft,
            "hardship": situations.offer_relief,
            "document": use_cases.requests.document,
            "data": use_cases.requests.change_data,
        }

    def of(self, name: object) -> UseCase:
        """The use case of a wish; when none was said, where they were or else the balance."""
        return self._by_name.get(str(name), self._go_on)
