"""Which code folded a generation: its release, and digests of its folds and upcasters."""

import inspect
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from importlib import metadata
from types import ModuleType
from typing import Any

from shared.events.event import Event
from shared.folds.read_model import ReadModel


@dataclass(frozen=True, slots=True)
class Code:
    """What a generation was folded by; two of the same fold alike, wherever they run."""

    release: str
    version: int
    fold: str
    upcasters: str


def code_of(model: ReadModel[Any]) -> Code:
    """The code of a read model as it is loaded here."""
    return Code(metadata.version("cspr"), model.version, _fold(model), _upcasters(model))


def _fold(model: ReadModel[Any]) -> str:
    """Over its module, those of its own service that it takes names from, and its events.

    A module of which it takes only constants is not seen.
    """
    room = ".".join(type(model).__module__.split(".")[:2])
    modules = _reached(sys.modules[type(model).__module__], room)
    return _digest(
        [inspect.getsource(modules[name]) for name in sorted(modules)]
        + [inspect.getsource(event) for event in sorted(model.follows, key=_name)]
    )


def _reached(first: ModuleType, room: str) -> dict[str, ModuleType]:
    found: dict[str, ModuleType] = {}
    waiting = [first]
    while waiting:
        module = waiting.pop()
        if module.__name__ in found:
            continue
        found[module.__name__] = module
        names = {_module_of(value) for value in vars(module).values()}
        waiting += [
            sys.modules[name]
            for name in sorted(names)
            if name in sys.modules and (name == room or name.startswith(f"{room}."))
        ]
    return found


def _module_of(value: Any) -> str:
    if isinstance(value, ModuleType):
        return value.__name__
    name = getattr(value, "__module__", None)
    return name if isinstance(name, str) else ""


def _upcasters(model: ReadModel[Any]) -> str:
    return _digest(
        f"{name} {version} {inspect.getsource(upcaster)}"
        for (name, version), upcaster in sorted(Event.upcasters.items(), key=_place)
        if name in model.event_names
    )


def _place(item: tuple[tuple[str, int], Any]) -> tuple[str, int]:
    return item[0]


def _name(event: type[Event]) -> str:
    return event.__name__


def _digest(parts: Iterable[str]) -> str:
    whole = sha256()
    for part in parts:
        whole.update(sha256(part.encode()).digest())
    return whole.hexdigest()
