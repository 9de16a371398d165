"""`cspr reconcile`: a balance sheet of stores, log, read models and partners' messages."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from services.command.balancing import reconcile
from services.command.output import AsJson, Workers, fail, print_json
from services.command.place import place
from services.command.sheet import Sheet
from services.command.watching import metrics_of, run_watch
from shared.folds.workers import WorkerLost

__all__ = ["reconcile", "reconcile_command"]


def reconcile_command(  # noqa: PLR0913, PLR0917 - each is an option
    read_models: bool = typer.Option(
        True, help="Also fold every read model anew and compare it; takes longest."
    ),
    watch_: Annotated[
        bool,
        typer.Option(
            "--watch", help="Go on: the log's tail all the time, everything once an hour."
        ),
    ] = False,
    attestation: Annotated[
        Path | None,
        typer.Option(help="A file for the signed sheet, for `cspr_verify.py attestation`."),
    ] = None,
    metrics: Annotated[
        Path | None, typer.Option(help="A file for the same as Prometheus' text format.")
    ] = None,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Compare event stores, log, read models and partners' messages; say what does not balance.

    Exit status 1 on any difference. It may run at any time, and stops nothing.
    """
    if watch_:
        raise typer.Exit(run_watch(place()))
    try:
        sheet = asyncio.run(reconcile(place(), read_models=read_models, workers=workers))
    except WorkerLost as lost:
        raise fail(f"Whether all balances is not known. {lost}", 2) from None
    if metrics is not None:
        metrics.write_text(metrics_of(sheet), encoding="utf-8")
    if attestation is not None:
        _keep(sheet, attestation)
    if as_json:
        print_json(sheet.as_json())
    else:
        sheet.show()
    if not sheet.balances:
        raise typer.Exit(1)


def _keep(sheet: Sheet, attestation: Path) -> None:
    if sheet.attestation is None:
        raise fail("This sheet cannot be signed: CSPR_LEDGER_KEY is not set.", 2)
    attestation.write_text(sheet.attestation, encoding="utf-8", newline="")
