"""What one test account at Stripe holds, by id, and the passing of time over it."""

from __future__ import annotations

from collections.abc import Callable

import stripe

from bot.kernel.clock import Clock
from bot.sandbox.stripe import objects
from bot.sandbox.stripe.objects import Resource
from bot.sandbox.stripe.refusals import Refusal


class Shelf:
    """Resources as they are now; `on_event` is told of every event as it happens."""

    def __init__(
        self, clock: Clock, public_url: str, on_event: Callable[[Resource], None]
    ) -> None:
        self._clock = clock
        self._public_url = public_url
        self._on_event = on_event
        self._resources: dict[str, Resource] = {}
        self._ends: dict[str, int] = {}
        self.events: list[Resource] = []

    def find(self, resource_id: str, kind: str | None = None) -> Resource:
        """The resource (of that `object`) as it is now; a 404 Refusal when there is none."""
        self.pass_time()
        found = self._resources.get(resource_id)
        if found is None or (kind and found["object"] != kind):
            message = f"No such object: '{resource_id}'"
            raise Refusal(404, message, code="resource_missing", param="id")
        return found

    def all_of(self, kind: str) -> list[Resource]:
        """Every resource whose `object` is `kind`, oldest first."""
        self.pass_time()
        return [each for each in self._resources.values() if each["object"] == kind]

    def pass_time(self) -> None:
        """End what has come to its end by now."""
        now = self._now()
        due = [(end, each) for each, end in self._ends.items() if end <= now]
        for _, resource_id in sorted(due):
            del self._ends[resource_id]
            self._end(self._resources[resource_id])

    def _end(self, resource: Resource) -> None:
        """What becomes of a resource whose time is over: each idea adds its own."""

    def _keep(self, resource: Resource, *, until: int | None = None) -> Resource:
        self._resources[resource["id"]] = resource
        if until is not None:
            self._ends[resource["id"]] = until
        return resource

    def _emit(self, type_: str, resource: Resource) -> None:
        event = objects.event(type_, resource, created=self._now(), api_version=stripe.api_version)
        self.events.append(event)
        self._on_event(event)

    def _now(self) -> int:
        return int(self._clock.now().timestamp())
