"""What is done to what is read, on subjects `operation-…`: who did it is in the envelope.

Each is written by the service whose database was acted upon, in the same transaction.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from shared.events.event import Event, Value
from shared.events.sealed import Sealed
from shared.events.values import Digest

ReadModelName = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]{0,59}$")]
GenerationNumber = Annotated[int, Field(ge=1)]
RowsDigest = Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")]
"""Of all rows of a table, whatever their order; not a proof against who owns the database."""


class DroppedState(StrEnum):
    """Where a generation stood when it was dropped."""

    READY = "ready"
    RETIRED = "retired"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Compared(Value):
    """What the last comparison with the living generation found; `diff` names it exactly."""

    identical: bool
    diff: Digest
    rows: int = Field(ge=0)
    rows_digest: RowsDigest


class ReadModelSwapped(Event, version=1):
    """An operator let readers see another generation of a read model.

    `accepted`: rows differed, and the operator named the finding (`compared.diff`).
    """

    read_model: ReadModelName
    generation: GenerationNumber
    before: GenerationNumber
    compared: Compared | None = None
    accepted: bool = False
    why: Sealed


class ReadModelRolledBack(Event, version=1):
    """An operator let readers see again the generation that was live before."""

    read_model: ReadModelName
    generation: GenerationNumber
    before: GenerationNumber
    why: Sealed


class GenerationDropped(Event, version=1):
    """The rows of a generation that was not live were removed: by an operator, or by the
    service (`service:…`) when the time was over for which it was kept after a swap.
    """

    read_model: ReadModelName
    generation: GenerationNumber
    state: DroppedState
    as_of: Annotated[str, StringConstraints(pattern="^asof_[a-z0-9_]{1,40}$")] | None = None
    why: Sealed
