"""What operators do to what is read, on subjects `operation-…`: who is in the envelope.

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
Statement = Annotated[str, StringConstraints(max_length=100_000, pattern=r"^\{[^\n]*\}\n$")]
"""One line of JSON and its newline, as `docs/ledger.md` has it; it names no case."""

Signature = Annotated[str, StringConstraints(max_length=1_000, pattern=r"^\u2014 \S+ \S+\n$")]
"""The line below a signed note: a dash, the key's name, and base64."""

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


class ReplayAttested(Event, version=1):
    """The log, folded anew by the same code, gave exactly the living rows.

    `statement` says all that is attested, and `content` is its SHA-256. The statement, an empty
    line and `signature` are the signed note that `cspr_verify.py attestation` checks;
    without a signature no ledger key was set, and nobody vouches for it.
    """

    read_model: ReadModelName
    living: GenerationNumber
    replayed: GenerationNumber
    rows: int = Field(ge=0)
    rows_digest: RowsDigest
    events: int = Field(ge=0)
    content: Digest
    statement: Statement
    signature: Signature | None = None


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
    """An operator removed the rows of a generation that was not live."""

    read_model: ReadModelName
    generation: GenerationNumber
    state: DroppedState
    as_of: Annotated[str, StringConstraints(pattern="^asof_[a-z0-9_]{1,40}$")] | None = None
    why: Sealed
