"""What the ranking of intents leaves out: what we have just asked, and what must not be missed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_RANKED = 3  # what is kept of the ranking


def expected(confidences: Mapping[str, float], likelier: Mapping[str, float]) -> dict[str, float]:
    """The confidences after `likelier` (how many times likelier than usual), summing to one."""
    weighed = {name: sure * likelier.get(name, 1.0) for name, sure in confidences.items()}
    total = sum(weighed.values())
    return {name: sure / total for name, sure in weighed.items()}


def believed(confidences: Mapping[str, float], enough: Mapping[str, float]) -> str:
    """The likeliest intent, unless one that must not be missed is likely `enough`."""
    sure = {name for name, least in enough.items() if confidences.get(name, 0.0) >= least}
    return max(sure or confidences, key=lambda name: confidences[name])


def together(confidences: Mapping[str, float], alike: list[list[str]]) -> dict[str, float]:
    """The confidences, the likeliest of intents that are `alike` taking those of the others.

    Doubt between two ways of saying nearly the same is no reason to ask back.
    """
    sure = dict(confidences)
    for group in alike:
        known = [name for name in group if name in sure]
        if known:
            first = max(known, key=lambda name: sure[name])
            whole = sum(sure[name] for name in known)
            sure |= dict.fromkeys(known, 0.0) | {first: whole}
    return sure


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Expectation(GraphComponent):
    """Reweighs the classifier's ranking by `likelier[awaiting]` of config.yml.

    `awaiting` comes with the message's metadata; without it nothing is reweighed. An intent named
    in `enough` is believed from that confidence on, whatever is likelier, and beyond doubt. Those
    of a group in `alike` are answered nearly alike: doubt between them alone is none.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._likelier: dict[str, dict[str, float]] = config["likelier"]
        self._enough: dict[str, float] = config["enough"]
        self._alike: list[list[str]] = config["alike"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Expectation:
        """Build the component for a node of the graph."""
        return cls(config)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Expect nothing, fear nothing."""
        return {"likelier": {}, "enough": {}, "alike": []}

    @classmethod
    def required_components(cls) -> list[type]:
        """A classifier before it, whose ranking holds all intents."""
        return [IntentClassifier]

    def process(self, messages: list[Message]) -> list[Message]:
        """Reweigh each message's ranking and keep its head."""
        for message in messages:
            self._reweigh(message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples alone: nobody had asked anything."""
        return training_data

    def _reweigh(self, message: Message) -> None:
        ranked: list[dict[str, Any]] = message.get(INTENT_RANKING_KEY) or []
        confidences = {intent["name"]: intent["confidence"] for intent in ranked}
        metadata: dict[str, Any] = message.get("metadata") or {}
        sure = expected(confidences, self._likelier.get(str(metadata.get("awaiting")), {}))
        sure = together(sure, self._alike)
        first = believed(sure, self._enough) if sure else ""
        if first in self._enough:
            sure[first] = 1.0
        names = sorted(sure, key=lambda name: -sure[name])[:_RANKED]
        ranking = [{"name": name, "confidence": sure[name]} for name in names]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
