"""The balance sheet of one system: what is compared with what, and every fault by its name."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from services.command.output import print_table, say
from services.notifications.message_balance import MessageBalance
from services.reviews.mail_balance import MailBalance
from shared.folds.compare import Comparison
from shared.proof.discarded import Discarded
from shared.proof.discrepancies import Discrepancies, Discrepancy
from shared.proof.kept import LedgerBalance
from shared.proof.seen import Fault
from shared.proof.stores import StoreBalance


@dataclass
class ReadModels(Discrepancies):
    """The read models of one service beside what the log says they should be."""

    service: str
    comparisons: tuple[Comparison, ...] = ()

    @property
    def balances(self) -> bool:
        """Whether each was compared and has the same rows."""
        return not self.discrepancies and all(each.equal for each in self.comparisons)


@dataclass
class Sheet:
    """What balances and what does not."""

    stores: Sequence[StoreBalance]
    ledger: LedgerBalance
    read_models: Sequence[ReadModels]
    messages: MessageBalance
    at: datetime
    mails: MailBalance = field(default_factory=MailBalance)
    faults: Sequence[Fault] = ()
    """Each with when it was first seen; noted once the sheet is made."""
    reasons: dict[str, str] = field(default_factory=dict)
    """Why operators discarded, by the subject of the operation, opened for who reads."""
    attestation: str | None = None
    """The same, signed with the ledger's key; None where there is no key."""

    @property
    def balances(self) -> bool:
        """Whether nothing is missing, doubled, altered or out of order."""
        return (
            all(each.balances for each in self.stores)
            and self.ledger.balances
            and all(each.balances for each in self.read_models)
            and self.messages.balances
            and self.mails.balances
        )

    @property
    def discarded(self) -> list[Discarded]:
        """Records that operators discarded; the log still has them."""
        return [each for store in self.stores for each in store.discarded]

    def parts(self) -> dict[str, Discrepancies]:
        """What was compared, by its name."""
        return {
            **{each.service: each for each in self.stores},
            "ledger": self.ledger,
            **{f"{each.service} read models": each for each in self.read_models},
            "messages": self.messages,
            "mails": self.mails,
        }

    def found(self) -> Iterator[tuple[str, Discrepancy]]:
        """Every fault that has a name, with the part of the sheet in which it is."""
        for part, of in self.parts().items():
            yield from ((part, each) for each in of.discrepancies)

    def sums(self) -> dict[tuple[str, str], int]:
        """How many faults of each kind there are in each part, also those without a name."""
        return {
            (part, kind): number
            for part, of in self.parts().items()
            for kind, number in of.sums.items()
        }

    def statement(self) -> dict[str, Any]:
        """What is signed: no text that was sealed, and each time in UTC."""
        return {
            "at": self.at.isoformat(),
            "balances": self.balances,
            "stores": [_of_part(each) for each in self.stores],
            "ledger": _of_part(self.ledger),
            "read_models": [
                {
                    "service": models.service,
                    "balances": models.balances,
                    "read_models": [
                        {
                            "read_model": each.read_model,
                            "equal": each.equal,
                            "rows_live": each.rows_live,
                            "rows_replayed": each.rows_replayed,
                            "digest_live": each.digest_live,
                            "digest_replayed": each.digest_replayed,
                        }
                        for each in models.comparisons
                    ],
                }
                for models in self.read_models
            ],
            "messages": _of_part(self.messages),
            "mails": _of_part(self.mails),
            "sums": [
                {"part": part, "kind": kind, "faults": number}
                for (part, kind), number in self.sums().items()
            ],
            "faults": [
                {name: _plain(value) for name, value in asdict(each).items()}
                for each in self.faults
            ],
            "discarded": [
                {
                    "partition": each.partition,
                    "offset": each.offset,
                    "digest": each.digest,
                    "who": each.who,
                    "at": each.at.isoformat(),
                    "operation": each.operation,
                }
                for each in self.discarded
            ],
        }

    def as_json(self) -> dict[str, Any]:
        """The sheet for a machine."""
        said = self.statement()
        for each in said["discarded"]:
            each["why"] = self.reasons.get(each["operation"])
        return said | {"attestation": self.attestation}

    def show(self) -> None:
        """Print the sheet for a person."""
        _show_stores(self.stores, self.ledger)
        _show_read_models(self.read_models)
        messages = self.messages
        print_table(
            "Partners' messages and what became of them",
            ("", "accepted", "refused", "held", "events they led to"),
            [
                (
                    _word(messages.balances),
                    messages.accepted,
                    messages.refused,
                    messages.held,
                    messages.events,
                )
            ],
        )
        mails = self.mails
        print_table(
            "Reminders and their mails",
            ("", "decided", "sent", "not sent", "called off"),
            [
                (
                    _word(mails.balances),
                    mails.decided,
                    mails.sent,
                    mails.unsent,
                    mails.called_off,
                )
            ],
        )
        for fault in self.faults:
            say(str(fault))
        named = len(self.faults)
        if (all_ := sum(self.sums().values())) > named:
            say(f"{all_ - named} more faults of these kinds are not named.")
        for each in self.discarded:
            why = self.reasons.get(each.operation, "[sealed]")
            say(
                f"discarded: partition {each.partition} offset {each.offset} by {each.who}"
                f" at {each.at.isoformat()}: {why}"
            )
        if self.attestation is None:
            say("This sheet is not signed: CSPR_LEDGER_KEY is not set.")


def _of_part(
    part: StoreBalance | LedgerBalance | MessageBalance | MailBalance,
) -> dict[str, Any]:
    left_out = ("discrepancies", "sums", "discarded")
    said = {name: each for name, each in vars(part).items() if name not in left_out}
    return said | {"balances": part.balances}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _show_stores(stores: Sequence[StoreBalance], ledger: LedgerBalance) -> None:
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
            for each in stores
        ],
    )
    print_table(
        "The log and the ledger",
        ("", "leaves", "in log", "set aside"),
        [(_word(ledger.balances), ledger.leaves, ledger.in_log, ledger.waiting)],
    )


def _show_read_models(all_: Sequence[ReadModels]) -> None:
    print_table(
        "The log and the read models",
        ("service", "read model", "", "rows living", "rows of the log"),
        [
            (
                models.service,
                each.read_model,
                _word(each.equal),
                each.rows_live,
                each.rows_replayed,
            )
            for models in all_
            for each in models.comparisons
        ],
    )


def _word(balances: bool) -> str:
    return "balances" if balances else "DOES NOT BALANCE"
