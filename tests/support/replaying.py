"""Hands for tests of the operation: a toy world with something in its log, and its states."""

import asyncio
import sys
from typing import Any

from services.command.replay.attesting import Attesting
from shared.folds.beside import keep_up
from shared.folds.generations import ensure_live
from shared.folds.operation import resume, start
from shared.folds.options import Options
from shared.folds.place import Attest, Place, ReplayRunning
from shared.folds.stored import Generation
from shared.folds.swapping import rollback, swap
from shared.folds.workers import WorkerLost
from shared.proof.notes import Signer
from tests.support.toy import Double, Steps, Totals
from tests.support.world import World, moment


def place_of(w: World, workers: int = 2, attest: Attest | None = None) -> Place:
    """Where the toy's read models are."""
    return Place(w.dsn, w.kafka, w.topic, "tests.support.toy", workers, attest)


async def played(w: World, subjects: int = 12, each: int = 3) -> None:
    """Something in every partition, followed by both read models."""
    for number in range(subjects):
        for amount in range(1, each + 1):
            await w.count(f"case-{number}", amount, f"tab\there {amount}")
        await w.do(f"case-{number}", Double(asked_at=moment, amount=number))
    await w.publish()
    await follow_living(w)


async def follow_living(w: World) -> None:
    """Let the living ones take all that the log has."""
    for model in (Totals(), Steps()):
        await w.follow(await ensure_live(w.connection, model))


async def follow_besides(w: World) -> None:
    """Let what follows beside the living ones come to where those are."""
    for model in (Totals(), Steps()):
        await keep_up(place_of(w), w.connection, model)


async def started(w: World, *names: str, **options: Any) -> list[Generation]:
    """A rebuild that came to its end."""
    said: list[str] = []
    return await start(place_of(w), names or None, Options(**options), say=said.append)


async def states(w: World, name: str = "totals") -> list[tuple[int, str]]:
    """The generations of a read model, each with its state."""
    rows = await w.rows(
        "select generation, state from generations where read_model = %s order by 1", name
    )
    return [(number, state) for number, state in rows]


async def _operate(w_dsn: str, kafka: str, topic: str, operation: str) -> None:
    attest = Attesting("reviews", "operator:tester", Signer.generate("cspr.test/ledger"))
    place = Place(w_dsn, kafka, topic, "tests.support.toy", 2, attest)
    if operation == "start":
        await start(place, ["totals", "steps"], Options(), say=print)
    elif operation == "resume":
        await resume(place, say=print)
    elif operation == "swap":
        await swap(place, "totals")
    else:
        await rollback(place, "totals")


def main() -> None:
    """`python -m tests.support.replaying <dsn> <kafka> <topic> start|resume|swap|rollback`."""
    dsn, kafka, topic, operation = sys.argv[1:]
    try:
        asyncio.run(_operate(dsn, kafka, topic, operation))
    except (WorkerLost, ReplayRunning) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
