"""What every action shares: turning the answer of a use case into Rasa's words and events."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from bot.kernel.messages import Reply, ReplyOption
from bot.usecases.call import Answer, Call, current_call
from bot.usecases.serving import answer_of


class UseCaseAction(Action):  # type: ignore[misc]  # rasa_sdk ships no types
    """An action that calls one use case."""

    async def act(self, call: Call) -> Answer:
        """Call the use case."""
        raise NotImplementedError

    async def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,  # noqa: ARG002 - the call has read it
        domain: DomainDict,  # noqa: ARG002 - Rasa's signature
    ) -> list[EventType]:
        """Say the answer's replies and give its slots back."""
        answer = await answer_of(self.act, current_call.get())
        for reply in answer.replies:
            dispatcher.utter_message(json_message=_payload(reply))
        events: list[EventType] = [SlotSet(name, value) for name, value in answer.slots.items()]
        if answer.closes_form:
            events += [ActiveLoop(None), SlotSet("requested_slot", None)]
        return events


def _payload(reply: Reply) -> dict[str, Any]:
    payload: dict[str, Any] = {"key": reply.key, "values": dict(reply.values)}
    if reply.options:
        payload["options"] = [_option(option) for option in reply.options]
    if reply.url:
        payload["url"] = reply.url
    return payload


def _option(option: ReplyOption) -> dict[str, Any]:
    return {"id": option.id, "key": option.key, "values": dict(option.values)}
