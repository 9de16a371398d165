"""Replay: fold read models anew beside the living ones, compare, and swap only when told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.decisions.database import Connection
from shared.folds.catching import catch_up, catch_up_closely, held
from shared.folds.compare import Comparison, Cut, compare, take_cut
from shared.folds.generations import add_shadow, drop_left_behind, live_projection
from shared.folds.place import Place, ReplayRunning, Say, SwapRefused, alone
from shared.folds.projection import Projection
from shared.folds.rebuild import Folded, Rebuild, models_named, rebuild
from shared.folds.switch import Pair, switch

__all__ = ["Place", "Replayed", "ReplayRunning", "Say", "SwapRefused", "replay"]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay did and found; `swapped` names the read models whose new rows are live."""

    folded: Folded
    comparisons: tuple[Comparison, ...]
    swapped: tuple[str, ...] = ()


async def replay(
    place: Place, names: Sequence[str] | None, *, swap: bool, say: Say
) -> Replayed:
    """Replay all read models of a service in one pass over the log, or those that are named.

    One replay of a service at a time; the living read models go on, and nothing but their
    shadows is written.

    Raises:
        KeyError: there is no read model of that name.
        ReplayRunning: another replay of this service has not ended.
        SwapRefused: told to swap, and it is not safe.
    """
    models = models_named(place.models_at, names)
    async with alone(place) as connection:
        await drop_left_behind(connection, models)
        cuts = [
            await take_cut(connection, await live_projection(connection, model))
            for model in models
        ]
        shadows = [await add_shadow(connection, model) for model in models]
        try:
            return await _replay(place, connection, cuts, shadows, swap=swap, say=say)
        finally:
            for cut in cuts:
                await cut.copy.drop(connection)
            await drop_left_behind(connection, models)


async def _replay(
    place: Place,
    connection: Connection,
    cuts: Sequence[Cut],
    shadows: Sequence[Projection],
    *,
    swap: bool,
    say: Say,
) -> Replayed:
    total = sum(max(cut.offsets.get(p, 0) for cut in cuts) for p in partitions_of(cuts))
    say(f"folding {total} events into {', '.join(shadow.model.name for shadow in shadows)}")
    folded = await rebuild(
        Rebuild(
            place.models_at,
            {shadow.model.name: shadow.generation for shadow in shadows},
            {cut.live.model.name: _lowest(cuts) if swap else cut.offsets for cut in cuts},
            place.dsn,
            place.bootstrap,
            place.topic,
            keep_marks=swap,
        ),
        workers=place.workers,
    )
    say(f"folded {folded.events} events into {folded.rows} rows; comparing")
    if swap:
        for cut, shadow in zip(cuts, shadows, strict=True):
            await _begin_to_follow(connection, shadow, _lowest(cuts))
            await catch_up(place, connection, shadow, cut.offsets)
    comparisons = [
        await compare(connection, cut, shadow)
        for cut, shadow in zip(cuts, shadows, strict=True)
    ]
    swapped = []
    if swap:
        if folded.subjects_stopped:
            raise SwapRefused(
                f"{folded.subjects_stopped} subjects could not be folded to their end;"
                " see `cspr parked list`, mend the cause, and replay again."
            )
        for cut, shadow in zip(cuts, shadows, strict=True):
            await _swap(place, connection, cut, shadow)
            swapped.append(shadow.model.name)
    return Replayed(folded, tuple(comparisons), tuple(swapped))


def partitions_of(cuts: Sequence[Cut]) -> list[int]:
    """The partitions that the living followers know."""
    return sorted({number for cut in cuts for number in cut.offsets})


def _lowest(cuts: Sequence[Cut]) -> dict[int, int]:
    """Where the hindmost living follower stands in each partition.

    A fold in bulk keeps one mark of a subject for all shadows. It is right for each of them
    only up to here; from here on each follows by itself, with marks of its own.
    """
    return {
        number: min(cut.offsets.get(number, 0) for cut in cuts)
        for number in partitions_of(cuts)
    }


async def _begin_to_follow(
    connection: Connection, shadow: Projection, offsets: Mapping[int, int]
) -> None:
    await connection.execute(
        "insert into follower_offsets (follower, partition, next_offset)"
        " select %s, * from unnest(%s::int[], %s::bigint[])",
        [shadow.name, list(offsets), list(offsets.values())],
    )


async def _swap(place: Place, connection: Connection, cut: Cut, shadow: Projection) -> None:
    """Bring the shadow to where the living one stands, then let readers see it."""
    await shadow.table.create_indexes(connection)
    async with held(connection, shadow):
        await catch_up_closely(place, connection, shadow, cut.live.name)
        await switch(place, connection, [Pair(cut.live, shadow)], keep_for=None)
