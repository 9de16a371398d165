"""Examples of what operators do: erasures, swaps, re-drives."""

from datetime import date
from typing import Any

from shared.events.erasures import (
    ErasureCarriedOut,
    ErasureOrdered,
    ErasureReason,
    HoldReason,
    LegalHoldPlaced,
    LegalHoldReleased,
)
from shared.events.event import Event
from shared.events.operations import (
    Compared,
    DroppedState,
    GenerationDropped,
    ReadModelRolledBack,
    ReadModelSwapped,
    ReplayAttested,
)
from shared.events.operations_access import SealedPartsRead
from shared.events.operations_ledger import LedgerExported
from shared.events.operations_parked import RecordDiscarded, SubjectRedriven
from shared.events.sealed import narrative_key, person_key
from tests.contract.example_parts import subject, text


def of_operations() -> tuple[Event, ...]:
    return (
        ReadModelSwapped(
            read_model="caseload",
            generation=3,
            before=2,
            compared=Compared(identical=False, diff="f" * 64, rows=1204, rows_digest="a" * 32),
            accepted=True,
            why=text(60),
        ),
        ReadModelRolledBack(read_model="caseload", generation=2, before=3, why=text(61)),
        GenerationDropped(
            read_model="panel_facts",
            generation=4,
            state=DroppedState.READY,
            as_of="asof_2024_05_01",
            why=text(62),
        ),
        ReplayAttested(
            read_model="caseload",
            living=2,
            replayed=3,
            rows=1204,
            rows_digest="a" * 32,
            events=2601,
            content="f" * 64,
            statement='{"form": "cspr-attestation-v1", "kind": "replay"}\n',
            signature="\u2014 cspr.example/ledger 0I26HA==\n",
        ),
    )


def of_erasures() -> tuple[Event, ...]:
    erased: dict[str, Any] = {
        "keys": (narrative_key(subject), person_key(subject, 1)),
        "everything": True,
        "why": ErasureReason.RETENTION_ENDED,
    }
    return (
        LegalHoldPlaced(
            reason=HoldReason.PUBLIC_INQUIRY,
            reference="INQ-2023-7",
            placed_on=date(2023, 1, 9),
        ),
        LegalHoldReleased(reason=HoldReason.PUBLIC_INQUIRY, released_on=date(2024, 6, 3)),
        ErasureOrdered(**erased, ordered_on=date(2097, 9, 30)),
        ErasureCarriedOut(**erased, messages=2, carried_out_on=date(2097, 9, 30)),
    )


def of_operators() -> tuple[Event, ...]:
    return (
        SubjectRedriven(
            subject=subject,
            follower="caseload.2",
            first_offset=17,
            applied=4,
            waiting=2,
            stopped_by="fold",
            why=text(60),
        ),
        RecordDiscarded(
            subject=subject,
            followers=("caseload.2", "policies"),
            partition=3,
            offset=17,
            digest="d" * 64,
            kind="unreadable",
            why=text(61),
        ),
    )


def of_the_ledger() -> tuple[Event, ...]:
    return (
        LedgerExported(first=120, last=873, ledger_size=1_204, manifest="e" * 64, why=text(60)),
    )


def of_readers() -> tuple[Event, ...]:
    return (SealedPartsRead(of=subject, purpose="history of a case", parts=7, why=text(60)),)
