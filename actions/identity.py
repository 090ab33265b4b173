"""Identification: the form's question, its judgement, and going on to what was wished for."""

from actions.base import UseCaseAction
from actions.wishes import Wishes
from bot.usecases.call import Answer, Call
from bot.usecases.identify import Identify
from bot.usecases.objections import while_asking_who
from bot.usecases.registry import UseCases


class AskIdentity(UseCaseAction):
    """Ask for what must be proved."""

    def __init__(self, identify: Identify) -> None:
        self._identify = identify

    def name(self) -> str:
        """Rasa's name for a form's question."""
        return "action_ask_identity_form_identity"

    async def act(self, call: Call) -> Answer:
        """Ask; who asks back what we are is told first."""
        return await while_asking_who(call, await self._identify.ask(call))


class JudgeIdentity(UseCaseAction):
    """Compare what was typed."""

    def __init__(self, identify: Identify) -> None:
        self._identify = identify

    def name(self) -> str:
        """Rasa's name for a form's validation."""
        return "validate_identity_form"

    async def act(self, call: Call) -> Answer:
        """Judge; slot `identity` stays empty while there is more to ask."""
        return await self._identify.present(call)


class GoOnAfterIdentity(UseCaseAction):
    """Give the verified person what they came for."""

    def __init__(self, use_cases: UseCases) -> None:
        self._wishes = Wishes(use_cases)

    def name(self) -> str:
        """The action after the form."""
        return "action_after_identity"

    async def act(self, call: Call) -> Answer:
        """The wish, or where they were when none was said; nothing while nobody is verified."""
        if not call.contact.is_verified(call.now):
            return Answer()
        answer = await self._wishes.of(call.slots.get("wish"))(call)
        return Answer(replies=answer.replies, slots={"wish": "none", **answer.slots})
