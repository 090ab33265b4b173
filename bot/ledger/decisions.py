"""Which policy decided what was offered or promised; stored with it, to explain it later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import sqlalchemy as sa


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMeta:
    """What decided: the policy's version and content, the rule, and why in the owner's words."""

    policy: str
    policy_version: int
    content_hash: str
    rule: str
    why: tuple[str, ...]

    @classmethod
    def of_row(cls, row: sa.RowMapping) -> Self:
        """What the columns of the same names hold."""
        return cls(
            policy=row["policy"],
            policy_version=row["policy_version"],
            content_hash=row["content_hash"],
            rule=row["rule"],
            why=tuple(row["why"]),
        )

    def columns(self) -> dict[str, Any]:
        """What the columns of the same names are given."""
        return {
            "policy": self.policy,
            "policy_version": self.policy_version,
            "content_hash": self.content_hash,
            "rule": self.rule,
            "why": list(self.why),
        }
