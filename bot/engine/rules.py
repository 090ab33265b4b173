"""Rasa's rules, asked directly: what may happen next, without the work that no rule of ours needs.

Rasa predicts through its graph, twice for every action (once by the text, once by the intent), each
time from states that it builds of the whole history. Stock Rasa still finds its own rule policy in
our model: this takes over what that one has learned when the engine loads it.
"""

from __future__ import annotations

import json
from typing import Any

from rasa.core.policies.ensemble import DefaultPolicyPredictionEnsemble
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import (
    RULES,
    RULES_FOR_LOOP_UNHAPPY_PATH,
    RulePolicy,
)
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker

_ENSEMBLE = DefaultPolicyPredictionEnsemble()


class Rules(RulePolicy):
    """The model's rules, looking no further back than the longest of them."""

    def __init__(self, learned: RulePolicy) -> None:
        super().__init__(
            learned.config,
            learned._model_storage,
            learned._resource,
            learned._execution_context,
            featurizer=learned.featurizer,
            lookup=learned.lookup,
        )
        self._longest = max(_lengths(learned.lookup))

    def next_action(self, tracker: DialogueStateTracker, domain: Domain) -> PolicyPrediction:
        """What to do now; an action that has just refused is not chosen again."""
        prediction = self.predict_action_probabilities(tracker, domain)
        return _ENSEMBLE.combine_predictions([prediction], tracker, domain)

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> tuple[str | None, str | None, bool]:
        if use_text_for_last_user_input:
            return None, None, False  # rules of ours name intents, never words
        return super()._find_action_from_rules(tracker, domain, False)

    def _prediction_states(
        self, tracker: DialogueStateTracker, domain: Domain, *args: Any, **kwargs: Any
    ) -> list[State]:
        """The latest states alone: a rule matches from its end, and none reaches further back."""
        states = []
        actions = sum(isinstance(event, ActionExecuted) for event in tracker.applied_events())
        for number, (prior, _) in enumerate(tracker.generate_all_prior_trackers()):
            if number > actions - self._longest:
                states.append(domain._clean_state(domain.get_active_state(prior)))
        return states


def rules_of(runner: DaskGraphRunner) -> Rules:
    """The rules of a loaded model; raises ValueError when it has none, or learned otherwise."""
    components = [node._component for node in runner._instantiated_nodes.values()]
    [learned] = [component for component in components if isinstance(component, RulePolicy)]
    return Rules(learned)


def _lengths(lookup: dict[str, dict[str, Any]]) -> list[int]:
    keys = [*lookup[RULES], *lookup[RULES_FOR_LOOP_UNHAPPY_PATH]]
    return [len(json.loads(key)) for key in keys]
