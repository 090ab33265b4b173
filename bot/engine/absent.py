"""Stands in for heavy packages that Rasa imports and our engine never uses: it starts fast.

TensorFlow alone is half of the time to start and half of the memory; the rest are databases,
vendors and prompts of channels and stores that we don't have. The stand-in gives a value to every
name, so that modules which mention it can be imported; nothing in our pipeline ever calls it.
"""

from __future__ import annotations

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Final

_LEARNING: Final = ("keras", "matplotlib", "tensorflow", "tensorflow_addons", "tensorflow_hub")
_STORES: Final = ("boto3", "botocore", "pymongo", "sqlalchemy")
_CHANNELS: Final = (
    "aiogram",
    "cachecontrol",
    "fbmessenger",
    "google",
    "mattermostwrapper",
    "rocketchat_API",
    "slack_sdk",
    "socketio",
    "twilio",
    "webexteamssdk",
)
_PROMPTS: Final = ("prompt_toolkit", "questionary")
UNUSED_IN_SERVING: Final = frozenset({*_LEARNING, *_STORES, *_CHANNELS, *_PROMPTS})
# Rasa's training cache is an SQLite file: it needs the real package even when it keeps nothing.
UNUSED_IN_TRAINING: Final = UNUSED_IN_SERVING - {"sqlalchemy"}


class _AnyName(type):
    """Lets `tf.keras.layers.Layer` be written."""

    def __getattr__(cls, name: str) -> Any:
        return _any_name(name)


class Missing(metaclass=_AnyName):
    """Something of an absent package: it may be named, inherited from, and used as a decorator."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        """Give the decorated function back, or a base class where one is made by a call."""
        return args[0] if len(args) == 1 and callable(args[0]) else Missing


class _AbsentModule(ModuleType):
    def __getattr__(self, name: str) -> Any:
        return _any_name(name)


def _any_name(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    return Missing


class _Finder(MetaPathFinder, Loader):
    def __init__(self, absent: frozenset[str]) -> None:
        self._absent = absent

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        is_absent = fullname.partition(".")[0] in self._absent
        return ModuleSpec(fullname, self, is_package=True) if is_absent else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = _AbsentModule(spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run: every name is answered when it is asked for."""


def leave_out(absent: frozenset[str]) -> None:
    """From now on in this process, importing one of `absent` gives its stand-in."""
    sys.meta_path.insert(0, _Finder(absent))
