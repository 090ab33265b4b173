"""The intent classifier as a Rasa component."""

from __future__ import annotations

from typing import Any

import numpy as np
import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine.blend import Array, Blend

_FILE = "blend.skops"
# What our own files hold beside plain numbers and scikit-learn's types: the weights of words.
_TRUSTED = ["scipy.sparse._csr.csr_matrix"]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent, RasaIntentClassifier):
    """Ranks all intents by what a message means and how it is worded.

    Intents named in `structured` come from our own buttons and from parsed words only, so they are
    not learned and no sentence is ever taken for one.
    """

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        blend: Blend | None = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._blend = blend

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        """Build the component, untrained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        """Build the component from what training saved; files with foreign types are refused."""
        with model_storage.read_from(resource) as folder:
            parts = skops.io.load(folder / _FILE, trusted=_TRUSTED)
        return cls(config, model_storage, resource, Blend(parts["meaning"], parts["wording"]))

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The penalties are scikit-learn's C: smaller is stricter."""
        return {"penalties": {"meaning": 1.0, "wording": 1.0}, "structured": []}

    @classmethod
    def required_components(cls) -> list[type]:
        """A featurizer before it."""
        return [Featurizer]

    def train(self, training_data: TrainingData) -> Resource:
        """Learn every intent that people express in words."""
        examples = [one for one in training_data.intent_examples if self._is_worded(one)]
        self._blend = Blend.fitted(
            _vectors(examples),
            _texts(examples),
            np.array([example.get(INTENT) for example in examples]),
            penalties=self._config["penalties"],
        )
        with self._storage.write_to(self._resource) as folder:
            parts = {"meaning": self._blend.meaning, "wording": self._blend.wording}
            skops.io.dump(parts, folder / _FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Give each message its ranking of all intents: what was asked may reorder it."""
        if self._blend is None:
            raise RuntimeError("the intent classifier was asked before it was trained")
        rows = self._blend.confidences(_vectors(messages), _texts(messages))
        for message, row in zip(messages, rows, strict=True):
            ranking = [
                {"name": str(self._blend.intents[place]), "confidence": float(row[place])}
                for place in np.argsort(-row)
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples alone: no component after this one learns from guesses."""
        return training_data

    def _is_worded(self, example: Message) -> bool:
        return bool(example.get(TEXT)) and example.get(INTENT) not in self._config["structured"]


def _vectors(messages: list[Message]) -> Array:
    """One row a message: its sentence's numbers."""
    return np.vstack([message.get_dense_features(TEXT)[1].features for message in messages])


def _texts(messages: list[Message]) -> list[str]:
    return [message.get(TEXT) for message in messages]
