"""A read model: a pure fold from the events of one subject to the rows of that subject."""

from collections.abc import Sequence
from dataclasses import fields
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar

from shared.events.envelope import Recorded
from shared.events.event import Event

R = TypeVar("R")
Rows = tuple[R, ...]
Json = dict[str, Any] | list[Any]
"""Annotate a column with this for nested data; it is stored as jsonb."""


class ReadModel(Generic[R]):
    """Subclass it: say the rows' dataclass, their key, and `evolve`.

    The first column of `row` is `subject`, and `key` begins with it. Raise `version` whenever
    the fold follows another type or a column means something else: a rebuild is due then.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    row: type[R]
    key: ClassVar[tuple[str, ...]] = ("subject",)
    indexes: ClassVar[tuple[str, ...]] = ()
    """Further indexes, each the text between the brackets of `create index on … (…)`."""
    generated: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Columns that Postgres works out from the row, (name, definition): no fold sees them, and
    no comparison needs them. For what only a search reads."""
    searched: ClassVar[tuple[str, ...]] = ()
    """Columns with an index (GIN) for searching in them: texts as tsvector, or lists."""
    follows: ClassVar[tuple[type[Event], ...]]
    opens: ClassVar[bool] = True
    """Whether it looks into events. If not, it gets them closed (`event.event` says nothing),
    and one whose body cannot be read does not park its subject here."""

    def evolve(self, rows: Rows[R], event: Recorded) -> Rows[R]:
        """The rows of a subject after an event of it; asks for no time, ids or other data."""
        raise TypeError(f"{type(self).__name__} does not say how it evolves.")

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in their order."""
        return tuple(field.name for field in fields(self.row))  # type: ignore[arg-type]

    @cached_property
    def event_names(self) -> frozenset[str]:
        """The names of the events that it folds."""
        return frozenset(event.__name__ for event in self.follows)

    @cached_property
    def _key_places(self) -> tuple[int, ...]:
        return tuple(self.columns.index(name) for name in self.key)

    def values(self, row: R) -> tuple[Any, ...]:
        """A row as a tuple in the order of its columns."""
        return tuple([getattr(row, name) for name in self.columns])

    def key_of(self, values: Sequence[Any]) -> tuple[Any, ...]:
        """The key of a row, from its values."""
        return tuple([values[place] for place in self._key_places])
