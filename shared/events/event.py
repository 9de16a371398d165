"""What an event is: a frozen fact with a name, a version, and upcasters for older bodies."""

import json
from collections.abc import Callable
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError

type_prefix = "uk.cspr."

Body = dict[str, Any]
Upcaster = Callable[[Body], Body]


class Value(BaseModel):
    """A frozen part of an event; strict about types, blind to fields it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", strict=True, hide_input_in_errors=True, allow_inf_nan=False
    )


class Event(Value):
    """A fact of a case, in the past tense. Subclass with `version=`: it registers itself."""

    version: ClassVar[int]
    known: ClassVar[dict[str, type["Event"]]] = {}
    upcasters: ClassVar[dict[tuple[str, int], Upcaster]] = {}

    def __init_subclass__(cls, version: int, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.__name__ in Event.known:
            raise TypeError(f"Two events are named {cls.__name__}.")
        cls.version = version
        Event.known[cls.__name__] = cls

    @classmethod
    def type(cls) -> str:
        """The CloudEvents type of what is written today: `uk.cspr.<Name>.v<N>`."""
        return f"{type_prefix}{cls.__name__}.v{cls.version}"

    def encode(self) -> bytes:
        """The body as it is published; fields without a value are left out."""
        return self.model_dump_json(exclude_none=True).encode()


class NewerVersion(Exception):
    """An event was written by a newer build than this one; its partition has to wait."""

    def __init__(self, name: str, version: int, known: int) -> None:
        super().__init__(
            f"{name} version {version} is newer than {known}, which this build knows."
        )


def upcast(event: type[Event], *, from_version: int) -> Callable[[Upcaster], Upcaster]:
    """Register how a body of `from_version` becomes one of the next version."""

    def register(upcaster: Upcaster) -> Upcaster:
        Event.upcasters[event.__name__, from_version] = upcaster
        return upcaster

    return register


def split_type(ce_type: str) -> tuple[str, int] | None:
    """`uk.cspr.IncidentNotified.v1` → (`IncidentNotified`, 1); None if not of that form."""
    name, dot, number = ce_type.removeprefix(type_prefix).rpartition(".v")
    if (
        not ce_type.startswith(type_prefix)
        or not dot
        or not number.isascii()
        or not number.isdigit()
    ):
        return None
    return name, int(number)


class Undecodable(ValueError):
    """A body is not one of its event; says which fields are wrong, and quotes nothing."""


def decode(name: str, version: int, body: bytes) -> Event:
    """Read the body of a known event, through its upcasters where it is of an older version.

    Raises:
        KeyError: no event of that name is known.
        NewerVersion: the version is not known yet.
        Undecodable: the body is not one of that event.
    """
    event = Event.known[name]
    if version > event.version:
        raise NewerVersion(name, version, event.version)
    try:
        if version == event.version:
            return event.model_validate_json(body)
        fields = json.loads(body)
        for step in range(version, event.version):
            fields = Event.upcasters[name, step](fields)
        return event.model_validate_json(json.dumps(fields))
    except ValidationError as error:
        raise Undecodable(str(error)) from None
