"""What is stored of a generation: its state, its purpose, and its manifest."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from shared.decisions.database import Connection
from shared.folds.code import code_of
from shared.folds.read_model import ReadModel


class State(StrEnum):
    """Where a generation stands between its plan and its end."""

    PLANNED = "planned"
    REPLAYING = "replaying"
    CATCHING_UP = "catching_up"
    VERIFYING = "verifying"
    READY = "ready"
    LIVE = "live"
    RETIRED = "retired"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Purpose(StrEnum):
    """What a generation is for; only one that serves may become live."""

    SERVE = "serve"
    COMPARE = "compare"
    AS_OF = "as of"
    PART = "part"


unfinished = (State.PLANNED, State.REPLAYING, State.CATCHING_UP, State.VERIFYING)


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation of a read model, as it is stored."""

    read_model: str
    generation: int
    version: int
    state: str
    purpose: str
    run: str | None
    as_name: str | None
    manifest: Mapping[str, Any]
    made_at: datetime
    changed_at: datetime
    follows_until: datetime | None

    @property
    def label(self) -> str:
        """How a person is told of it."""
        return f"generation {self.generation} of {self.read_model}"


def is_unfinished(generation: Generation) -> bool:
    """Whether it was begun and not brought to an end; a one-shot check cleans up by itself."""
    return generation.state in unfinished and generation.purpose != Purpose.COMPARE


async def stored_generations(
    connection: Connection, names: Sequence[str] | None = None
) -> list[Generation]:
    """All generations of read models, the oldest first; those of one-shot checks as well."""
    async with connection.cursor(row_factory=class_row(Generation)) as cursor:
        await cursor.execute(
            "select read_model, generation, version, state, purpose, run, as_name, manifest,"
            " made_at, changed_at, follows_until from generations"
            " where %(names)s::text[] is null or read_model = any(%(names)s)"
            " order by read_model, generation",
            {"names": None if names is None else list(names)},
        )
        return await cursor.fetchall()


@dataclass(frozen=True, slots=True)
class Birth:
    """What a new generation is made for."""

    state: State
    purpose: Purpose
    run: str | None = None
    as_name: str | None = None
    manifest: Mapping[str, Any] | None = None


async def add_generation(connection: Connection, model: ReadModel[Any], birth: Birth) -> int:
    """Give a new generation the next number, which no other had or will have."""
    row = await (
        await connection.execute(
            "insert into generation_numbers as n (read_model, last) values (%s, 1)"
            " on conflict (read_model) do update set last = n.last + 1 returning last",
            [model.name],
        )
    ).fetchone()
    assert row is not None
    manifest = {"code": asdict(code_of(model))} | dict(birth.manifest or {})
    await connection.execute(
        "insert into generations (read_model, generation, version, state, purpose, run,"
        " as_name, manifest) values (%s, %s, %s, %s, %s, %s, %s, %s)",
        [
            model.name,
            row[0],
            model.version,
            birth.state,
            birth.purpose,
            birth.run,
            birth.as_name,
            Jsonb(manifest),
        ],
    )
    return int(row[0])


class Cancelled(Exception):
    """Somebody has cancelled the rebuild meanwhile."""

    def __init__(self, read_model: str) -> None:
        super().__init__(f"The rebuild of {read_model} was cancelled.")
        self.read_model = read_model

    def __reduce__(self) -> tuple[type["Cancelled"], tuple[str]]:
        return Cancelled, (self.read_model,)


async def set_state(
    connection: Connection, name: str, generation: int, state: State, **noted: Any
) -> None:
    """Move a generation to another state, and note in its manifest what was found.

    Raises:
        Cancelled: it was cancelled meanwhile, and stays so.
    """
    moved = await connection.execute(
        "update generations set state = %s, manifest = manifest || %s, changed_at = now()"
        " where read_model = %s and generation = %s and state <> 'cancelled'",
        [state, Jsonb(noted), name, generation],
    )
    if moved.rowcount == 0:
        raise Cancelled(name)


async def refuse_if_cancelled(connection: Connection, name: str, generation: int) -> None:
    """Go on with a rebuild that is still wanted.

    Raises:
        Cancelled: it is not.
    """
    row = await (
        await connection.execute(
            "select state from generations where read_model = %s and generation = %s",
            [name, generation],
        )
    ).fetchone()
    if row is None or row[0] == State.CANCELLED:
        raise Cancelled(name)
