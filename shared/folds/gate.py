"""The gate before a switch: both generations at one cut, and what differs between them."""

from collections.abc import Mapping
from typing import Any

from shared.decisions.crash import crash_point
from shared.decisions.database import Connection, connect_worker
from shared.folds.attestation import (
    Attestation,
    Diff,
    attestation,
    diff_of,
    says_the_same,
)
from shared.folds.catching import catch_up, catch_up_closely, held, offsets_of
from shared.folds.compare import compare, take_cut
from shared.folds.generations import live_projection
from shared.folds.place import Place, Refused, alone
from shared.folds.projection import Projection
from shared.folds.rebuild import models_named
from shared.folds.stored import Generation, Purpose, State, set_state, stored_generations


async def verify(place: Place, connection: Connection, beside: Projection) -> Diff:
    """Bring a generation, which the caller has set to verifying, to a cut and compare it there.

    Notes what was found; then it is ready. The living one goes on meanwhile.
    """
    model = beside.model
    living = await live_projection(connection, model)
    async with held(connection, beside):
        await catch_up_closely(place, connection, beside, living.name)
        cut = await take_cut(connection, living)
        try:
            await catch_up(place, connection, beside, cut.offsets)
            if await offsets_of(connection, beside.name) != cut.offsets:
                raise Refused(
                    f"Generation {beside.generation} of {model.name} is not where the living"
                    " one is; it cannot be compared."
                )
            found = await compare(connection, cut, beside)
        finally:
            if not connection.closed:
                await cut.copy.drop(connection)
        stored = {g.generation: g for g in await stored_generations(connection, [model.name])}
        this = stored[beside.generation]
        diff = diff_of(
            found,
            (stored[living.generation].manifest, this.manifest),
            (living.generation, beside.generation),
            cut.offsets,
        )
        crash_point("replay-compared")
        events = sum(cut.offsets.values())
        attested = attestation(diff, events=events, options=this.manifest.get("options", {}))
        async with (
            await connect_worker(place.dsn, application="gate") as noting,
            noting.transaction(),
        ):
            await set_state(
                noting,
                model.name,
                beside.generation,
                State.READY,
                diff=diff.noted(),
                attestation=await _attested(place, noting, attested, this),
                rows=found.rows_replayed,
                digest=found.digest_replayed,
            )
            crash_point("replay-attested")
    return diff


async def _attested(
    place: Place, connection: Connection, made: Attestation | None, of: Generation
) -> Mapping[str, Any] | None:
    """What is noted of an attestation; once for the same rows, however often compared."""
    if made is None:
        return None
    earlier = of.manifest.get("attestation")
    signed_by = None if place.attest is None else place.attest.signed_by
    # what is signed is not given up for who looks again without the key
    if isinstance(earlier, dict) and signed_by in {None, earlier["signed_by"]}:
        if says_the_same(earlier, made):
            return earlier
    noted = {"content": made.canonical(), "signed_by": signed_by}
    if place.attest is None:
        return noted
    return {**noted, **await place.attest(connection, made)}


async def diff(place: Place, name: str, generation: int | None = None) -> Diff:
    """Compare a generation that is ready with the living one, where both stand now.

    Raises:
        Refused: there is none that is ready.
    """
    (model,) = models_named(place.models_at, [name])
    async with alone(place) as connection:
        ready = await one_ready(connection, name, generation)
        await set_state(connection, name, ready.generation, State.VERIFYING)
        return await verify(place, connection, Projection(model, ready.generation, beside=True))


async def one_ready(
    connection: Connection, name: str, generation: int | None = None
) -> Generation:
    """The newest generation that may take the living one's place, or the one that is named.

    Raises:
        Refused: it is not ready, or is not made to be live.
    """
    found = [
        each
        for each in await stored_generations(connection, [name])
        if generation in (None, each.generation)
        and (each.state == State.READY or generation is not None)
        and (each.purpose == Purpose.SERVE or generation is not None)
    ]
    if not found:
        raise Refused(f"No generation of {name} is ready: `cspr replay start {name}`.")
    newest = found[-1]
    if newest.purpose != Purpose.SERVE:
        raise Refused(f"The {newest.label} is for looking at: it never becomes live.")
    if newest.state != State.READY:
        raise Refused(f"The {newest.label} is {newest.state}, not ready.")
    return newest
