"""All actions by the name domain.yml gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rasa_sdk.executor import ActionExecutor

from actions.base import UseCaseAction
from actions.choice import Choose
from actions.identity import AskIdentity, GoOnAfterIdentity, JudgeIdentity
from actions.wishes import UseCase
from bot.usecases import claims, people, questions, ratings, situations
from bot.usecases.balance import explain_balance, explain_charges
from bot.usecases.call import Answer, Call
from bot.usecases.objection_words import Topic
from bot.usecases.objections import explain_us, first_hearing
from bot.usecases.pay import report_paid
from bot.usecases.registry import UseCases

# Use cases that hold nothing.
_PLAIN: Final[Mapping[str, UseCase]] = {
    "action_greet": people.greet,
    "action_explain_balance": first_hearing(explain_balance, (Topic.BUREAU, Topic.UNPAID)),
    "action_explain_charges": first_hearing(explain_charges, (Topic.INTEREST,)),
    "action_explain_due_date": questions.explain_due_date,
    "action_explain_methods": questions.explain_methods,
    "action_explain_who_we_are": explain_us,
    "action_thank_back": ratings.thank_back,
    "action_report_paid": report_paid,
    "action_register_dispute": claims.dispute,
    "action_register_complaint": first_hearing(claims.complain),
    "action_hear_hardship": situations.hear_hardship,
    "action_accept_refusal": first_hearing(situations.accept_refusal),
    "action_condole": situations.condole,
    "action_stop_for_representative": first_hearing(
        situations.stop_for_representative, (Topic.UNPAID,)
    ),
    "action_protect_life": situations.protect_life,
    "action_face_abuse": situations.face_abuse,
    "action_hand_to_person": first_hearing(people.hand_to_person, (Topic.ROBOT,)),
    "action_wrong_person": people.wrong_person,
    "action_opt_out": people.opt_out,
    "action_switch_language": people.switch_language,
    "action_say_goodbye": ratings.say_goodbye,
    "action_out_of_scope": first_hearing(people.decline_topic),
}


class Plain(UseCaseAction):
    """An action whose use case is one function."""

    def __init__(self, name: str, use_case: UseCase) -> None:
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
    plain: dict[str, UseCase] = {
        **_PLAIN,
        "action_answer_yes": use_cases.answers.yes,
        "action_answer_no": use_cases.answers.no,
        "action_hear_promise": use_cases.promises.hear,
        "action_offer_options": use_cases.negotiate.propose,
        "action_negotiate": use_cases.answers.proposal,
        "action_pay_now": use_cases.pay.pay_now,
        "action_send_link": use_cases.pay.pay_now,
        "action_choose_option": choose.choose,
        "action_misunderstood": first_hearing(choose.misunderstood),
        "action_book_callback": use_cases.callbacks.ask,
        "action_agree_callback": use_cases.callbacks.agree,
        "action_hear_cause": first_hearing(use_cases.nonpayment.hear),
        "action_hear_cause_or_refusal": first_hearing(use_cases.nonpayment.hear_refusal),
        "action_request_document": use_cases.requests.document,
        "action_request_data_change": use_cases.requests.change_data,
        "action_take_message": use_cases.requests.take_message,
        "action_take_details": use_cases.requests.take_details,
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
