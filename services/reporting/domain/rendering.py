"""Printing the report to the Panel: each version of it once, kept sealed, told by digest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.decisions.commands import today
from shared.decisions.decider import Command, Decider, Refused
from shared.events.erasures import ErasureOrdered
from shared.events.event import Event
from shared.events.reports import PanelReportRendered
from shared.events.reviews import Round
from shared.events.values import Digest


class KeepRendered(Command):
    """Keep a printed report; `ciphertext` is the digest of its bytes as they are kept.

    `erasures`: how many of the case had been ordered when its texts were read.
    """

    round: Round
    document_digest: Digest
    ciphertext: Digest
    size_bytes: int
    erasures: int = 0


@dataclass(frozen=True, slots=True)
class Rendered:
    """What was printed of a case, and how many erasures of it were ordered."""

    kept: tuple[PanelReportRendered, ...] = ()
    erasures: int = 0


def decide(command: KeepRendered, rendered: Rendered) -> Sequence[Event]:
    """Keep it, if this version was not printed since the last erasure: then the first stays.

    Raises:
        Refused: something of the case was erased after its texts were read.
    """
    if command.erasures != rendered.erasures:
        raise Refused(
            "Something of this case was erased while its report was printed. Print it again."
        )
    if any(each.document_digest == command.document_digest for each in rendered.kept):
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


def evolve(rendered: Rendered, event: Event) -> Rendered:
    """What is printed after one more event of the case; an erasure lets go of all of it."""
    match event:
        case PanelReportRendered():
            return replace(rendered, kept=(*rendered.kept, event))
        case ErasureOrdered():
            return Rendered(erasures=rendered.erasures + 1)
        case _:
            return rendered


decider: Decider[KeepRendered, Rendered] = Decider(Rendered(), decide, evolve)
