"""`cspr reconcile`: a balance sheet of stores, log, read models and partners' messages."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import asdict
from typing import Any

import psycopg
import typer

from services.command.output import AsJson, print_json, print_table, say
from services.command.place import Place, names, place
from services.command.replay import replay_service
from services.notifications.message_balance import MessageBalance, balance_messages
from shared.folds.compare import Comparison
from shared.proof.kept import LedgerBalance, LedgerCheck
from shared.proof.stores import Log, Store, StoreBalance, reconcile_stores


def reconcile_command(
    read_models: bool = typer.Option(
        True, help="Also fold every read model anew and compare it; takes longest."
    ),
    as_json: AsJson = False,
) -> None:
    """Compare event stores, log, read models and partners' messages; say what does not balance.

    Exit status 1 on any difference. It may run at any time, and stops nothing.
    """
    sheet = asyncio.run(reconcile(place(), read_models=read_models))
    if as_json:
        print_json(sheet.as_json())
    else:
        sheet.show()
    if not sheet.balances:
        raise typer.Exit(1)


class Sheet:
    """The balance sheet of one system."""

    def __init__(
        self,
        stores: list[StoreBalance],
        ledger: LedgerBalance,
        read_models: dict[str, tuple[Comparison, ...]],
        messages: MessageBalance,
    ) -> None:
        self.stores = stores
        self.ledger = ledger
        self.read_models = read_models
        self.messages = messages

    @property
    def balances(self) -> bool:
        """Whether nothing is missing, doubled, altered or out of order."""
        return (
            all(each.balances for each in self.stores)
            and self.ledger.balances
            and all(each.equal for models in self.read_models.values() for each in models)
            and self.messages.balances
        )

    def as_json(self) -> dict[str, Any]:
        """The sheet for a machine."""
        return {
            "balances": self.balances,
            "stores": [asdict(each) | {"balances": each.balances} for each in self.stores],
            "ledger": asdict(self.ledger) | {"balances": self.ledger.balances},
            "read_models": {
                service: [asdict(each) | {"equal": each.equal} for each in models]
                for service, models in self.read_models.items()
            },
            "messages": asdict(self.messages) | {"balances": self.messages.balances},
        }

    def show(self) -> None:
        """Print the sheet for a person."""
        print_table(
            "Event stores and the log",
            ("service", "", "in store", "unpublished", "in log", "repeats"),
            [
                (
                    each.service,
                    _word(each.balances),
                    each.in_store,
                    each.unpublished,
                    each.in_log,
                    each.repeats,
                )
                for each in self.stores
            ],
        )
        ledger = self.ledger
        print_table(
            "The log and the ledger",
            ("", "leaves", "in log", "set aside"),
            [(_word(ledger.balances), ledger.leaves, ledger.in_log, ledger.waiting)],
        )
        print_table(
            "The log and the read models",
            ("service", "read model", "", "rows living", "rows of the log"),
            [
                (
                    service,
                    each.read_model,
                    _word(each.equal),
                    each.rows_live,
                    each.rows_replayed,
                )
                for service, models in self.read_models.items()
                for each in models
            ],
        )
        print_table(
            "Partners' messages and what became of them",
            ("", "accepted", "refused", "held", "events they led to"),
            [
                (
                    _word(self.messages.balances),
                    self.messages.accepted,
                    self.messages.refused,
                    self.messages.held,
                    self.messages.events,
                )
            ],
        )
        for store in self.stores:
            for each in store.discrepancies:
                say(f"{store.service}: {each.kind}: {each.what} ({each.where})")
        for each in self.ledger.discrepancies:
            say(f"ledger: {each.kind}: {each.what} ({each.where})")
        for each in self.messages.discrepancies:
            say(f"messages: {each.kind}: {each.what} ({each.where})")


def _word(balances: bool) -> str:
    return "balances" if balances else "DOES NOT BALANCE"


async def reconcile(where: Place, *, read_models: bool) -> Sheet:
    """Make the balance sheet of a running system."""
    config = where.config("reporting")
    async with AsyncExitStack() as opened:
        stores = [
            Store(
                name,
                await opened.enter_async_context(
                    await psycopg.AsyncConnection.connect(
                        where.config(name).dsn, autocommit=True
                    )
                ),
            )
            for name in names
        ]
        log = Log(config.kafka, config.topic, config.partitions)
        ledger = next(store.connection for store in stores if store.service == "reporting")
        kept = LedgerCheck(ledger)
        balances = await reconcile_stores(stores, log, kept=kept)
        messages = await balance_messages(stores[0].connection, config.kafka)
    models: dict[str, tuple[Comparison, ...]] = {}
    for name in names if read_models else ():
        done = await replay_service(where.config(name), None, swap=False, workers=2)
        models[name] = done.comparisons
    return Sheet(balances, kept.balance, models, messages)
