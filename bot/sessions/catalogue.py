"""The dispositions as data: what each is called, which signs mean it, which goes before which."""

from __future__ import annotations

from collections.abc import Set
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from bot.sessions.model import Sign

_FILE: Final = Path(__file__).with_name("dispositions.yml")

# When a session with this disposition may end in our asking for a rating; `never` forbids it.
Rating = Literal["parting", "goodbye", "never"]
_Sign = Annotated[str, StringConstraints(pattern=r"^(reply|case|plan|fact):[A-Za-z0-9_.]+$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Disposition(_Strict):
    """How a session can end; `counts_as_rpc`: it takes the account holder to end so."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z_]+$")]
    es: str
    en: str
    counts_as_rpc: bool
    next_action: str
    signs: tuple[_Sign, ...] = ()
    rating: Rating | None = None


class Catalogue(_Strict):
    """All dispositions, what goes before coming first; the last one applies to every session."""

    dispositions: tuple[Disposition, ...]
    tells_nothing: tuple[_Sign, ...]

    @model_validator(mode="after")
    def _is_unambiguous(self) -> Self:
        signs = [*self.signs(), *self.tells_nothing]
        doubled = sorted({sign for sign in signs if signs.count(sign) > 1})
        if doubled:
            raise ValueError(f"these signs are there twice: {', '.join(doubled)}")
        if "fact:any" not in self.dispositions[-1].signs:
            raise ValueError("the last disposition must be the one of every session")
        return self

    def signs(self) -> list[str]:
        """Every sign that means something."""
        return [sign for one in self.dispositions for sign in one.signs]

    def seen(self, signs: Set[Sign]) -> tuple[Disposition, ...]:
        """What these signs mean, the one that stands first; `signs` hold `fact:any`."""
        return tuple(one for one in self.dispositions if not signs.isdisjoint(one.signs))


@cache
def catalogue() -> Catalogue:
    """The catalogue of this release."""
    return Catalogue.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))
