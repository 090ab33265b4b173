"""All actions by the name domain.yml gives them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from rasa_sdk.executor import ActionExecutor

from actions.base import UseCaseAction
from actions.choice import Choose
from actions.identity import AskIdentity, GoOnAfterIdentity, JudgeIdentity
from bot.usecases import people
from bot.usecases.balance import explain_balance, explain_charges
from bot.usecases.call import Answer, Call
from bot.usecases.pay import report_paid
from bot.usecases.registry import UseCases


class Plain(UseCaseAction):
    """An action whose use case is one function."""

    def __init__(self, name: str, use_case: Callable[[Call], Awaitable[Answer]]) -> None:
        self._name = name
        self._use_case = use_case

    def name(self) -> str:
        """The name in domain.yml."""
        return self._name

    async def act(self, call: Call) -> Answer:
        """Call the use case."""
        return await self._use_case(call)


def build_executor(use_cases: UseCases) -> ActionExecutor:
    """Rasa's executor with every action registered."""
    choose = Choose(use_cases)
    plain: dict[str, Callable[[Call], Awaitable[Answer]]] = {
        "action_greet": people.greet,
        "action_explain_balance": explain_balance,
        "action_explain_charges": explain_charges,
        "action_offer_options": use_cases.offers.options,
        "action_answer_yes": use_cases.plans.answer_yes,
        "action_answer_no": use_cases.plans.answer_no,
        "action_pay_now": use_cases.pay.pay_now,
        "action_send_link": use_cases.pay.pay_now,
        "action_report_paid": report_paid,
        "action_hand_to_person": people.hand_to_person,
        "action_wrong_person": people.wrong_person,
        "action_opt_out": people.opt_out,
        "action_switch_language": people.switch_language,
        "action_say_goodbye": people.say_goodbye,
        "action_out_of_scope": people.decline_topic,
        "action_choose_option": choose.choose,
        "action_misunderstood": choose.misunderstood,
    }
    executor = ActionExecutor()
    for action in (
        AskIdentity(use_cases.identify),
        JudgeIdentity(use_cases.identify),
        GoOnAfterIdentity(use_cases),
        *(Plain(name, use_case) for name, use_case in plain.items()),
    ):
        executor.register_action(action)
    return executor
