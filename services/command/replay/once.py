"""`cspr replay`: fold read models anew from offset 0 and compare them with the living ones."""

import asyncio
import os
from dataclasses import asdict
from typing import Annotated, Any

import typer

from services.command.output import AsJson, fail, print_json, print_table, say
from services.command.place import names, place
from shared.edge.config import Config
from shared.folds.compare import Comparison
from shared.folds.generations import RebuildDue
from shared.folds.rebuild import models_named
from shared.folds.replay import Place, Replayed, ReplayRunning, SwapRefused, replay
from shared.folds.twice import LogUnfit
from shared.folds.workers import WorkerLost


def replay_command(
    read_model: Annotated[
        str | None, typer.Argument(help="One read model; all of them if left out.")
    ] = None,
    swap: Annotated[
        bool, typer.Option("--swap", help="Put the replayed rows in place of the living ones.")
    ] = False,
    workers: Annotated[int, typer.Option(help="Worker processes.", min=1)] = os.cpu_count()
    or 2,
    as_json: AsJson = False,
) -> None:
    """Replay read models from the log, beside the living ones, and compare both at one cut.

    Exit status 1 when they differ. Nothing is written to the log and no policy runs.
    """
    services = _services_of(read_model)
    if not services:
        raise fail(f"There is no read model of that name. There are: {', '.join(_all())}.", 2)
    results = {}
    for service in services:
        try:
            results[service] = asyncio.run(
                replay_service(place().config(service), read_model, swap=swap, workers=workers)
            )
        except (LogUnfit, RebuildDue, ReplayRunning, SwapRefused, WorkerLost) as error:
            raise fail(f"{service}: {error}") from None
    show(results, as_json=as_json)
    if not all(each.equal for done in results.values() for each in done.comparisons):
        raise typer.Exit(1)


async def replay_service(
    config: Config, read_model: str | None, *, swap: bool, workers: int
) -> Replayed:
    """Replay the read models of one service, or one of them."""
    at = Place(
        config.dsn,
        config.kafka,
        config.topic,
        f"services.{config.service}.read_models",
        workers,
    )
    wanted = None if read_model is None else [read_model]
    return await replay(
        at, wanted, swap=swap, say=lambda line: say(f"{config.service}: {line}")
    )


def show(results: dict[str, Replayed], *, as_json: bool) -> None:
    """Print what a replay found."""
    comparisons = [
        (service, each) for service, done in results.items() for each in done.comparisons
    ]
    if as_json:
        print_json(as_json_of(results))
        return
    print_table(
        "Replayed from offset 0, compared with the living read models at one cut",
        ("service", "read model", "", "rows living", "rows replayed", "digest"),
        [
            (
                service,
                each.read_model,
                "equal" if each.equal else "DIFFERENT",
                each.rows_live,
                each.rows_replayed,
                _digest(each),
            )
            for service, each in comparisons
        ],
    )
    for _, each in comparisons:
        for difference in each.differences:
            say(
                f"{each.read_model} {difference.key}: {difference.kind}"
                f" {', '.join(difference.columns)}"
            )


def as_json_of(results: dict[str, Replayed]) -> dict[str, Any]:
    """What a replay found, for a machine."""
    return {service: _as_json(done) for service, done in results.items()}


def _digest(each: Comparison) -> str:
    if each.equal:
        return each.digest_live
    return f"{each.digest_live} / {each.digest_replayed}"


def _as_json(done: Replayed) -> dict[str, Any]:
    return {
        "events": done.folded.events,
        "rows": done.folded.rows,
        "seconds": round(done.folded.seconds, 3),
        "swapped": done.swapped,
        "read_models": [asdict(each) | {"equal": each.equal} for each in done.comparisons],
    }


def _all() -> list[str]:
    return [model.name for service in names for model in models_named(_module(service))]


def _services_of(read_model: str | None) -> list[str]:
    return [
        service
        for service in names
        if read_model is None
        or read_model in [model.name for model in models_named(_module(service))]
    ]


def _module(service: str) -> str:
    return f"services.{service}.read_models"
