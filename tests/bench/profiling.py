"""Where the time goes: profiles of a rebuild's worker, and of reconcile's way of an event."""

import asyncio
import cProfile
import io
import pstats
import re
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import psycopg

from services.command.place import Place as System
from services.command.place import names
from shared.folds.generations import add_shadow, drop_left_behind
from shared.folds.place import Place
from shared.folds.rebuild import Rebuild, bulk_connection, fold_share, models_named
from shared.proof.kept import LedgerCheck
from shared.proof.stores import Log, Store, reconcile_stores
from tests.bench import log

lines_shown, events_folded = 25, 100_000
root = Path(__file__).resolve().parents[2]


async def of_rebuild(place: Place, filled: log.Log) -> str:
    """The top of a profile of one worker that folds the whole log, with marks."""
    async with bulk_connection(place.dsn) as connection:
        models = models_named(place.models_at)
        shadows = [await add_shadow(connection, model) for model in models]
        task = Rebuild(
            place.models_at,
            {shadow.model.name: shadow.generation for shadow in shadows},
            {shadow.model.name: filled.ends for shadow in shadows},
            place.dsn,
            place.bootstrap,
            filled.topic,
            keep_marks=True,
        )
        shown = await asyncio.to_thread(_profiled, fold_share, task, sorted(filled.ends))
        await drop_left_behind(connection, models)
    return shown


async def of_reconcile(system: System) -> str:
    """The top of a profile of stores, log and ledger compared, in this process."""
    return await asyncio.to_thread(_profiled, _reconcile_here, system)


def _reconcile_here(system: System) -> None:
    asyncio.run(_reconcile(system))


async def _reconcile(system: System) -> None:
    config = system.config("reporting")
    async with AsyncExitStack() as opened:
        stores = []
        for name in names:
            connecting = psycopg.AsyncConnection.connect(
                system.config(name).dsn, autocommit=True
            )
            stores.append(Store(name, await opened.enter_async_context(await connecting)))
        reporting = next(each.connection for each in stores if each.service == "reporting")
        where = Log(config.kafka, config.topic, config.partitions)
        await reconcile_stores(stores, where, kept=LedgerCheck(reporting))


def _profiled(work: Callable[..., Any], *given: Any) -> str:
    """The functions that took longest by themselves, by their own time and all below them."""
    profile = cProfile.Profile()
    profile.runcall(work, *given)
    output = io.StringIO()
    pstats.Stats(profile, stream=output).sort_stats("tottime").print_stats(lines_shown)
    return shortened(output.getvalue())


def shortened(text: str) -> str:
    """A profile without empty lines, and with no folder of this machine in it."""
    inside = text.replace(f"{root}/", "")
    inside = re.sub(r"\S*/(?:site-packages|python3\.\d+)/", "", inside)
    return "\n".join(line.rstrip() for line in inside.splitlines() if line.strip())


def block(title: str, text: str) -> Sequence[str]:
    """A profile as lines of a section; slower than without, since it counts every call."""
    return ["", f"{title}:", "", "```", *text.splitlines(), "```"]
