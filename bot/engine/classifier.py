"""The intent classifier: Rasa's logistic regression, on scaled features, with its penalty set."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler


def regression(*, penalty: float) -> Pipeline:
    """An untrained model; scikit-learn's C is `penalty`, and smaller is stricter.

    Scaled, because an encoder's vectors share one direction and are small: the penalty would mute
    them. Every intent weighs the same, however many examples it has.
    """
    model = LogisticRegression(C=penalty, max_iter=300, class_weight="balanced", random_state=42)
    return make_pipeline(StandardScaler(), model)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(LogisticRegressionClassifier):
    """Logistic regression that honours `C` (Rasa's own ignores it).

    Intents named in `structured` come from our own buttons and from parsed words only, so they are
    not learned and no sentence is ever taken for one.
    """

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        model_storage: ModelStorage,
        resource: Resource,
    ) -> None:
        super().__init__(config, name, model_storage, resource)
        self.clf = regression(penalty=float(self.config["C"]))

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's defaults, and all intents in the ranking: what was asked may reorder them."""
        inherited = LogisticRegressionClassifier.get_default_config()
        return {**inherited, "C": 1.0, "ranking_length": 0, "structured": []}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn every intent that people express in words."""
        return super().train(training_data.filter_training_examples(self._is_worded))

    def _is_worded(self, example: Message) -> bool:
        return example.get(INTENT) not in self.config["structured"]

    def _create_X(self, messages: list[Message]) -> np.ndarray[Any, Any]:
        """One row a message: its sentence's numbers."""
        return np.vstack([message.get_dense_features(TEXT)[1].features for message in messages])
