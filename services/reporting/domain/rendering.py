"""Printing the report to the Panel: each version of it once, kept sealed, told by digest."""

from collections.abc import Sequence

from shared.decisions.commands import today
from shared.decisions.decider import Command, Decider
from shared.events.event import Event
from shared.events.reports import PanelReportRendered
from shared.events.reviews import Round
from shared.events.values import Digest


class KeepRendered(Command):
    """Keep a printed report; `ciphertext` is the digest of its bytes as they are kept."""

    round: Round
    document_digest: Digest
    ciphertext: Digest
    size_bytes: int


Rendered = tuple[PanelReportRendered, ...]


def decide(command: KeepRendered, kept: Rendered) -> Sequence[Event]:
    """Keep it, if this version was not printed before: then the first one stays."""
    if any(each.document_digest == command.document_digest for each in kept):
        return []
    return [
        PanelReportRendered(
            round=command.round,
            document_digest=command.document_digest,
            ciphertext=command.ciphertext,
            size_bytes=command.size_bytes,
            rendered_on=today(command),
        )
    ]


def evolve(kept: Rendered, event: Event) -> Rendered:
    """The printed reports after one more event of the case."""
    return (*kept, event) if isinstance(event, PanelReportRendered) else kept


decider: Decider[KeepRendered, Rendered] = Decider((), decide, evolve)
