"""The intent classifier: Rasa's logistic regression with its penalty set in config.yml."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


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
        self.clf.C = float(self.config["C"])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's defaults, scikit-learn's own C, and three intents in a ranking."""
        inherited = LogisticRegressionClassifier.get_default_config()
        return {**inherited, "C": 1.0, "max_iter": 300, "ranking_length": 3, "structured": []}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn every intent that people express in words."""
        return super().train(training_data.filter_training_examples(self._is_worded))

    def _is_worded(self, example: Message) -> bool:
        return example.get(INTENT) not in self.config["structured"]
