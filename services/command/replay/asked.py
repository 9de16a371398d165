"""What somebody asked of `cspr replay`: of which services, and the words when it is refused."""

import asyncio
import os
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from typing import Annotated, Any, TypeVar

import typer

from services.command.output import fail
from services.command.place import names, place
from services.command.replay.attesting import attesting
from shared.folds.generations import RebuildDue
from shared.folds.pace import LogSilent
from shared.folds.place import Place, Refused, ReplayRunning
from shared.folds.rebuild import models_named
from shared.folds.stored import Cancelled, Generation
from shared.folds.twice import LogUnfit
from shared.folds.workers import WorkerLost
from shared.privacy.refusals import KeysUnavailable

Done = TypeVar("Done")

ReadModels = Annotated[
    list[str] | None, typer.Argument(help="Read models; all of them if left out.")
]
ReadModelName = Annotated[str, typer.Argument(help="A read model.")]
Workers = Annotated[int, typer.Option(help="Worker processes.", min=1)]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be done, and change nothing.")
]
refusals = (
    Cancelled,
    KeysUnavailable,
    LogSilent,
    LogUnfit,
    RebuildDue,
    Refused,
    ReplayRunning,
)
processors = os.cpu_count() or 2


def services_of(read_models: Sequence[str] | None) -> dict[str, list[str]]:
    """The read models that were asked for, by the service that has them.

    Raises:
        typer.Exit: one of them is not there; said with those there are.
    """
    there = {service: _declared(service) for service in names}
    known = {name for declared in there.values() for name in declared}
    wanted = set(read_models or known)
    if not wanted <= known:
        raise fail(f"There is no read model of that name. There are: {', '.join(known)}.", 2)
    found = {
        service: [name for name in declared if name in wanted]
        for service, declared in there.items()
    }
    return {service: models for service, models in found.items() if models}


def _declared(service: str) -> list[str]:
    return [model.name for model in models_named(f"services.{service}.read_models")]


def place_of(service: str, workers: int = processors) -> Place:
    """Where a service's read models and the log are."""
    config = place().config(service)
    module = f"services.{service}.read_models"
    return Place(config.dsn, config.kafka, config.topic, module, workers, attesting(config))


def run(service: str, doing: Awaitable[Done]) -> Done:
    """Do something for one service; what refuses it is said in words, with exit status 1."""

    async def done() -> Done:
        return await doing

    with in_words(service):
        return asyncio.run(done())


@contextmanager
def in_words(service: str) -> Iterator[None]:
    """Turn what an operation may be refused for into its words."""
    try:
        yield
    except WorkerLost as lost:
        raise fail(f"{service}: {lost} `cspr replay resume` goes on.") from None
    except refusals as error:
        raise fail(f"{service}: {error}") from None


def as_json(generation: Generation) -> dict[str, Any]:
    """A generation with its manifest, for a machine."""
    whole = {field.name: getattr(generation, field.name) for field in fields(generation)}
    return whole | {"manifest": dict(generation.manifest)}


def rows_of(found: Mapping[str, Sequence[Generation]]) -> list[tuple[object, ...]]:
    """Generations by service, as the rows of a table."""
    return [
        (
            service,
            each.read_model,
            each.generation,
            each.state,
            each.as_name,
            each.manifest.get("rows"),
            _verdict(each),
        )
        for service, generations in found.items()
        for each in generations
    ]


columns = ("service", "read model", "generation", "state", "as", "rows", "")


def _verdict(each: Generation) -> str:
    diff = each.manifest.get("diff")
    if diff is None:
        return ""
    if not diff["identical"]:
        return f"DIFFERENT {diff['digest']}"
    attested = each.manifest.get("attestation")
    unsigned = isinstance(attested, dict) and attested["signed_by"] is None
    return "identical; attested, NOT SIGNED (CSPR_LEDGER_KEY)" if unsigned else "identical"
