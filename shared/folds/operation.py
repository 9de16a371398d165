"""Rebuild as an operation: started, resumed after any end, each of its states stored."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from time import monotonic
from typing import Any

from shared.decisions.clock import SystemClock
from shared.decisions.crash import crash_point
from shared.decisions.database import Connection
from shared.decisions.ids import new_id
from shared.folds.catching import catch_up_closely, held, offsets_of
from shared.folds.code import code_of
from shared.folds.gate import verify
from shared.folds.generations import add_table, live_projection
from shared.folds.moments import cut_at, show_as
from shared.folds.options import Options, refuse_types_nobody_folds
from shared.folds.place import Place, Refused, Say, alone
from shared.folds.progress import key_destructions_of, partitions_left, plan_partitions
from shared.folds.projection import Projection
from shared.folds.read_model import ReadModel
from shared.folds.rebuild import Folded, Rebuild, models_named, rebuild
from shared.folds.stored import (
    Birth,
    Generation,
    Purpose,
    State,
    is_unfinished,
    set_state,
    stored_generations,
)
from shared.folds.twice import LogUnfit

Model = ReadModel[Any]


async def start(
    place: Place, names: Sequence[str] | None, options: Options, *, say: Say
) -> list[Generation]:
    """Build generations beside the living ones until they are ready; what is ready stays so.

    Raises:
        KeyError: there is no read model of that name.
        ReplayRunning: another replay of this service has not ended.
        Refused: one is unfinished already, or cannot be built as asked.
    """
    models = models_named(place.models_at, names)
    refuse_types_nobody_folds(models, options.types)
    async with alone(place) as connection:
        there = await stored_generations(connection, [model.name for model in models])
        _refuse_unfinished(there)
        lacking = [each for each in models if _same(there, each, options) is None]
        run = None
        if lacking:
            run = await _plan(place, connection, lacking, options)
            await carry_on(place, connection, run, say=say)
        there = await stored_generations(connection, [model.name for model in models])
        return [made for each in models if (made := _same(there, each, options)) is not None]


async def resume(place: Place, *, say: Say, dry_run: bool = False) -> list[Generation]:
    """Go on with whatever of this service is unfinished, from what was finished.

    A dry run only says what that is.
    """
    async with alone(place) as connection:
        left = [each for each in await stored_generations(connection) if is_unfinished(each)]
        if dry_run:
            return left
        for run in sorted({each.run for each in left if each.run is not None}):
            await carry_on(place, connection, run, say=say)
        numbers = {(each.read_model, each.generation) for each in left}
        return [
            each
            for each in await stored_generations(connection)
            if (each.read_model, each.generation) in numbers
        ]


def _refuse_unfinished(there: Sequence[Generation]) -> None:
    for each in there:
        if is_unfinished(each):
            raise Refused(
                f"The {each.label} is {each.state}: `cspr replay resume` goes on with it,"
                " `cspr replay cancel` gives it up."
            )


def _same(there: Sequence[Generation], model: Model, options: Options) -> Generation | None:
    """The generation that is ready and was built by this code as these options say."""
    for each in reversed(there):
        code = each.manifest.get("code", {})
        if (
            each.read_model == model.name
            and each.state == State.READY
            and each.purpose == options.purpose
            and each.manifest.get("options") == options.noted()
            and each.as_name == options.name
            and code.get("fold") == code_of(model).fold
        ):
            return each
    return None


async def _plan(
    place: Place, connection: Connection, models: Sequence[Model], options: Options
) -> str:
    """Make the generations of a new run, with their cut, all in one transaction."""
    at = [
        await offsets_of(connection, (await live_projection(connection, model)).name)
        for model in models
    ]
    partitions = sorted({number for offsets in at for number in offsets})
    if not partitions:
        raise Refused("The living read models have not begun to follow the log.")
    cut = {number: min(offsets.get(number, 0) for offsets in at) for number in partitions}
    if options.until is not None:
        cut = await cut_at(place, options.until, partitions, _now())
    run = new_id()
    manifest: Mapping[str, Any] = {
        "cut": {str(number): offset for number, offset in cut.items()},
        "options": options.noted(),
        "pace": options.pace(),
    }
    birth = Birth(State.PLANNED, options.purpose, run, options.name, manifest)
    async with connection.transaction():
        shadows = [await add_table(connection, each, birth, indexes=False) for each in models]
        await plan_partitions(connection, shadows, cut)
    crash_point("replay-planned")
    return run


def _now() -> datetime:
    return SystemClock().now()


async def carry_on(place: Place, connection: Connection, run: str, *, say: Say) -> None:
    """Bring a run from wherever it stands to its end."""
    of_run = [
        each
        for each in await stored_generations(connection)
        if each.run == run and is_unfinished(each)
    ]
    named = {each.read_model: each for each in of_run}
    shadows = [
        Projection(model, named[model.name].generation, beside=True)
        for model in models_named(place.models_at, list(named))
    ]
    if any(each.state in {State.PLANNED, State.REPLAYING} for each in of_run):
        try:
            await _fold(place, connection, shadows, of_run[0], say)
        except LogUnfit as short:
            for shadow in shadows:
                await _set(connection, shadow, State.FAILED, why=str(short))
            raise
    for shadow, each in zip(shadows, named.values(), strict=True):
        if each.purpose == Purpose.SERVE:
            await _catch_up_and_verify(place, connection, shadow, say)
        else:
            await _finish_apart(connection, shadow, each)


async def _fold(
    place: Place,
    connection: Connection,
    shadows: Sequence[Projection],
    first: Generation,
    say: Say,
) -> None:
    for shadow in shadows:
        await _set(connection, shadow, State.REPLAYING)
    left = await partitions_left(connection, shadows[0])
    cut = {int(number): offset for number, offset in first.manifest["cut"].items()}
    options, pace = first.manifest["options"], first.manifest["pace"]
    rate, workers = pace["events_a_second"], max(1, min(pace["workers"], len(left) or 1))
    names = ", ".join(shadow.model.name for shadow in shadows)
    say(f"folding {sum(left.values())} events of {len(left)} partitions into {names}")
    task = Rebuild(
        place.models_at,
        {shadow.model.name: shadow.generation for shadow in shadows},
        {shadow.model.name: cut for shadow in shadows},
        place.dsn,
        place.bootstrap,
        place.topic,
        subjects_held=pace["subjects_held"],
        keep_marks=True,
        stored=True,
        subjects=frozenset(options["subjects"]),
        types=frozenset(options["types"]),
        events_a_second=None if rate is None else rate / workers,
    )
    folded = await rebuild(task, workers=workers, only=list(left))
    crash_point("replay-folded")
    began = monotonic()
    for shadow in shadows:
        await shadow.table.create_indexes(connection)
    noted = _counted(folded, monotonic() - began)
    for shadow in shadows:
        keys = await key_destructions_of(connection, shadow)
        await _set(connection, shadow, State.CATCHING_UP, folded=noted, key_destructions=keys)
    crash_point("replay-indexed")


def _counted(folded: Folded, indexing: float) -> dict[str, Any]:
    """What the last attempt did; what earlier ones had finished stands by partition."""
    return {
        "events": folded.events,
        "subjects_set_aside": folded.subjects_stopped,
        "seconds": round(folded.seconds, 3),
        "indexing_seconds": round(indexing, 3),
        "peak_bytes_a_worker": folded.peak_bytes,
    }


async def _catch_up_and_verify(
    place: Place, connection: Connection, shadow: Projection, say: Say
) -> None:
    living = await live_projection(connection, shadow.model)
    say(f"{shadow.model.name}: catching up with generation {living.generation}")
    async with held(connection, shadow):
        await catch_up_closely(place, connection, shadow, living.name)
    await _set(connection, shadow, State.VERIFYING)
    crash_point("replay-caught-up")
    found = await verify(place, connection, shadow)
    crash_point("replay-verified")
    same = "identical with" if found.identical else "DIFFERENT from"
    say(f"{shadow.model.name}: generation {shadow.generation} is ready, {same} the living one")


async def _finish_apart(
    connection: Connection, shadow: Projection, generation: Generation
) -> None:
    """What is not to be live is ready when it is folded; it never follows the log."""
    rows, digest = await shadow.table.digest(connection)
    if generation.as_name is not None:
        await show_as(connection, shadow, generation.as_name)
    await _set(connection, shadow, State.READY, rows=rows, digest=digest)
    crash_point("replay-verified")


async def _set(connection: Connection, shadow: Projection, state: State, **noted: Any) -> None:
    await set_state(connection, shadow.model.name, shadow.generation, state, **noted)
