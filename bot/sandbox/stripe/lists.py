"""Lists as Stripe gives them: filtered, page by page, with `expand`. Pure."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from bot.sandbox.stripe.form import Tree
from bot.sandbox.stripe.objects import Resource
from bot.sandbox.stripe.refusals import Refusal

_LONGEST_PAGE: Final = 100
_USUAL_PAGE: Final = 10
_DEEPEST: Final = 4
_SAME: Final = ("charge", "customer", "payment_intent", "status")
_BOUNDS: Final[Mapping[str, Callable[[int, int], bool]]] = {
    "gt": lambda created, bound: created > bound,
    "gte": lambda created, bound: created >= bound,
    "lt": lambda created, bound: created < bound,
    "lte": lambda created, bound: created <= bound,
}


def page_of(oldest_first: Sequence[Resource], params: Mapping[str, Any], url: str) -> Resource:
    """The page that `params` ask for, newest first; raises Refusal."""
    if "ending_before" in params:
        raise Refusal(400, "This stand-in pages forward only.", param="ending_before")
    wanted = [each for each in reversed(oldest_first) if _is_wanted(each, params)]
    wanted = _after(wanted, params.get("starting_after"))
    limit = params.get("limit", _USUAL_PAGE)
    if not 1 <= limit <= _LONGEST_PAGE:
        raise Refusal(400, "A page has 1 to 100 objects.", param="limit")
    return {
        "object": "list",
        "data": wanted[:limit],
        "has_more": len(wanted) > limit,
        "url": url,
    }


def expanded(body: Resource, paths: Tree | None, find: Callable[[str], Resource]) -> Resource:
    """A copy of `body` with ids along `paths` replaced by what they name; raises Refusal."""
    whole = copy.deepcopy(body)
    for path in paths if isinstance(paths, list) else []:
        steps = str(path).split(".")
        if len(steps) > _DEEPEST:
            raise Refusal(400, "Expanded too deep.", param="expand")
        _expand(whole, steps, find)
    return whole


def _expand(node: Any, steps: Sequence[str], find: Callable[[str], Resource]) -> None:
    if isinstance(node, list):
        for each in node:
            _expand(each, steps, find)
        return
    name, *rest = steps
    if name not in node:
        raise Refusal(400, f"This property cannot be expanded ({name}).", param="expand")
    if isinstance(node[name], str):
        node[name] = copy.deepcopy(find(node[name]))
    if rest and node[name] is not None:
        _expand(node[name], rest, find)


def _is_wanted(resource: Resource, params: Mapping[str, Any]) -> bool:
    types = params.get("types")
    if types is not None and resource["type"] not in types:
        return False
    if any(name in params and resource.get(name) != params[name] for name in _SAME):
        return False
    created = params.get("created", {})
    bounds = created if isinstance(created, dict) else {"gte": created, "lte": created}
    return all(_BOUNDS[name](resource["created"], bound) for name, bound in bounds.items())


def _after(wanted: list[Resource], cursor: str | None) -> list[Resource]:
    if cursor is None:
        return wanted
    position = next((i for i, each in enumerate(wanted) if each["id"] == cursor), None)
    if position is None:
        raise Refusal(400, f"No such object: '{cursor}'", param="starting_after")
    return wanted[position + 1 :]
