"""`cspr reconcile --watch`: the log's tail all the time, everything at times, with alarms."""

import asyncio
import os
from collections import Counter
from contextlib import AsyncExitStack
from time import monotonic

from prometheus_client import REGISTRY, generate_latest, start_http_server

from services.command.balancing import connected, reconcile
from services.command.place import Place, names
from services.command.sheet import Sheet
from shared.decisions.cancellation import still_wanted
from shared.decisions.clock import SystemClock
from shared.edge.logs import logger, start_logs
from shared.edge.metrics import (
    reconcile_balances,
    reconcile_checked_at,
    reconcile_faults,
    reconcile_seconds,
)
from shared.edge.program import log_the_end
from shared.log.kafka import open_consumer
from shared.proof.stores import Log, Store
from shared.proof.tail import Tail

Sums = Counter[tuple[str, str]]
"""Faults by part and kind."""


def run_watch(where: Place) -> int:
    """Watch as a process; answers the exit status, and its supervisor starts it again."""
    start_logs("reconcile")
    if port := os.environ.get("CSPR_METRICS_PORT"):
        start_http_server(int(port), addr=os.environ.get("CSPR_HOST", "127.0.0.1"))
    try:
        asyncio.run(watch(where))
    except Exception as error:  # noqa: BLE001 - whatever ends a process; its supervisor goes on
        log_the_end(error)
        return 1
    return 0


async def watch(where: Place) -> None:
    """Watch until cancelled; ends on any error."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_watch_tail(where))
        tasks.create_task(_watch_all(where))


async def _watch_tail(where: Place) -> None:
    config = where.config("reporting")
    async with AsyncExitStack() as opened:
        stores = [Store(name, await connected(opened, where, name)) for name in names]
        log = Log(config.kafka, config.topic, config.partitions)
        tail = Tail(stores, await connected(opened, where, "reporting"), log)
        consumer = await opened.enter_async_context(open_consumer(config.kafka))
        await tail.begin(consumer)
        sums: Sums = Counter()
        while True:
            still_wanted()
            began = monotonic()
            found = await tail.look(consumer)
            sums.update({("tail", kind): number for kind, number in found.sums.items()})
            for each in found.discrepancies:
                logger("reconcile").error(
                    "the tail does not balance", reason=f"{each.kind} ({each.where})"
                )
            told("tail", sums, monotonic() - began)
            await asyncio.sleep(config.reconcile_tail_every)


async def _watch_all(where: Place) -> None:
    """The first whole check waits for its time: a system that starts has other things to do."""
    every = where.config("reporting").reconcile_every
    while True:
        await asyncio.sleep(every)
        still_wanted()
        began = monotonic()
        sheet = await reconcile(where, read_models=True)
        for (part, kind), number in sheet.sums().items():
            logger("reconcile").error(
                "the sheet does not balance", part=part, reason=kind, count=number
            )
        told("whole", Counter(sheet.sums()), monotonic() - began, balances=sheet.balances)


def told(check: str, sums: Sums, seconds: float, *, balances: bool = True) -> None:
    """Set the metrics of a check, which an alarm is set on; what is no fault any more is 0.

    A sheet may not balance by its counts alone, without a fault that has a name.
    """
    for labels in list(reconcile_faults._metrics):
        if labels[0] == check and labels[1:] not in sums:
            reconcile_faults.labels(*labels).set(0)
    for (part, kind), number in sums.items():
        reconcile_faults.labels(check, part, kind).set(number)
    reconcile_balances.labels(check).set(1 if balances and not sums else 0)
    reconcile_checked_at.labels(check).set(SystemClock().now().timestamp())
    reconcile_seconds.labels(check).set(seconds)


def metrics_of(sheet: Sheet) -> str:
    """A sheet as Prometheus' text format, for who collects it from a file."""
    told("whole", Counter(sheet.sums()), 0, balances=sheet.balances)
    names_ = ["cspr_reconcile_balances", "cspr_reconcile_faults", "cspr_reconcile_checked_at"]
    return generate_latest(REGISTRY.restricted_registry(names_)).decode()
