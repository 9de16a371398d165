"""How every generation stands, for whoever looks at a service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.decisions.database import Connection
from shared.folds.catching import lacking
from shared.folds.place import Place
from shared.folds.projection import follower_name
from shared.folds.rebuild import bulk_connection, models_named
from shared.folds.stored import Generation, State, is_unfinished, stored_generations


@dataclass(frozen=True, slots=True)
class Standing:
    """A generation, how far it has come, and how far it is behind the living one."""

    read_model: str
    generation: int
    state: str
    purpose: str
    as_name: str | None
    partitions_folded: int
    partitions: int
    behind: int | None
    """Events of the log; None where it does not follow."""

    parked: int
    since: datetime
    follows_until: datetime | None
    somebody_is_at_it: bool
    manifest: Mapping[str, Any]


async def status(place: Place, names: Sequence[str] | None = None) -> list[Standing]:
    """All generations of a service, or those of some read models; stops and holds nothing.

    Raises:
        KeyError: there is no read model of that name.
    """
    wanted = [model.name for model in models_named(place.models_at, names)]
    async with bulk_connection(place.dsn) as connection:
        there = await stored_generations(connection, wanted)
        running = await _is_running(connection)
        live = {each.read_model: each for each in there if each.state == State.LIVE}
        return [
            await _standing(connection, each, live.get(each.read_model), running=running)
            for each in there
        ]


async def _standing(
    connection: Connection, each: Generation, live: Generation | None, *, running: bool
) -> Standing:
    name = follower_name(each.read_model, each.generation)
    row = await (
        await connection.execute(
            "select (select count(*) from generation_partitions where read_model = %(model)s"
            "  and generation = %(number)s and done_at is not null),"
            " (select count(*) from generation_partitions where read_model = %(model)s"
            "  and generation = %(number)s),"
            " (select count(*) from parked_subjects where follower = %(name)s),"
            " exists (select from follower_offsets where follower = %(name)s)",
            {"model": each.read_model, "number": each.generation, "name": name},
        )
    ).fetchone()
    assert row is not None
    folded, partitions, parked, follows = row
    behind = None
    if live is not None and follows and each.purpose == "serve":
        living = follower_name(live.read_model, live.generation)
        behind = await lacking(connection, name, living)
    return Standing(
        each.read_model,
        each.generation,
        each.state,
        each.purpose,
        each.as_name,
        folded,
        partitions,
        behind,
        parked,
        each.changed_at,
        each.follows_until,
        running and is_unfinished(each),
        each.manifest,
    )


async def _is_running(connection: Connection) -> bool:
    """Whether a process holds the service's replay."""
    row = await (
        await connection.execute(
            "select exists (select from pg_locks where locktype = 'advisory' and objsubid = 1"
            " and ((classid::bigint << 32) | objid::bigint) = hashtextextended('replay', 0)"
            " and database ="
            "  (select oid from pg_database where datname = current_database()))"
        )
    ).fetchone()
    return row is not None and bool(row[0])
