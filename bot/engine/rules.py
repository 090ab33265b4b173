"""Rasa's rules, asked directly: what may happen next, without work that no rule of ours needs.

Rasa predicts through its graph, twice for every action (by the text, then by the intent), each
time from states that it builds of the whole history. The model holds Rasa's own rule policy; what
that one has learned is taken over when the engine loads it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from rasa.core.policies.ensemble import DefaultPolicyPredictionEnsemble
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import (
    RULES,
    RULES_FOR_LOOP_UNHAPPY_PATH,
    RulePolicy,
)
from rasa.engine.graph import ExecutionContext
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.constants import PREVIOUS_ACTION, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

Ending = tuple[str | None, str | None]
_ENSEMBLE = DefaultPolicyPredictionEnsemble()


class Rules(RulePolicy):
    """The model's rules, looking no further back than the longest of them."""

    def __init__(self, learned: RulePolicy, context: ExecutionContext) -> None:
        super().__init__(
            learned.config,
            learned._model_storage,
            learned._resource,
            context,
            featurizer=learned.featurizer,
            lookup=learned.lookup,
        )
        self._longest = 0
        self._by_ending: dict[Ending, list[str]] = defaultdict(list)
        for key in (*learned.lookup[RULES], *learned.lookup[RULES_FOR_LOOP_UNHAPPY_PATH]):
            states = json.loads(key)
            self._longest = max(self._longest, len(states))
            self._by_ending[_ending(states[-1])].append(key)

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

    def _get_possible_keys(self, lookup: dict[str, str], states: list[State]) -> set[str]:
        """Rules that apply: only those that end with what has just happened are looked at."""
        action, intent = _ending(states[-1])
        near = (*self._by_ending[action, intent], *self._by_ending[action, None])
        return super()._get_possible_keys({k: lookup[k] for k in near if k in lookup}, states)

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
    """The rules of a loaded model; raises ValueError when it has none or several."""
    components = [node._component for node in runner._instantiated_nodes.values()]
    [learned] = [component for component in components if isinstance(component, RulePolicy)]
    return Rules(learned, runner._execution_context)


def _ending(state: State) -> Ending:
    """The last action and the intent that a state was reached with; None for either: any."""
    action = state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME)
    return action, state.get(USER, {}).get(INTENT)
