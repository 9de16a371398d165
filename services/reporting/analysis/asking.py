"""Who asks for the analysis of which period: for the interface and the page alike."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from services.reporting.analysis.period import period_asked
from services.reporting.analysis.printing import printed
from services.reporting.analysis.tables import ShownTable
from services.reporting.analysis.whole import Asked, analysis, read_models
from services.reporting.asking import may_count, selection
from services.reporting.documents.pdf import NotPrinted, as_pdf
from services.reporting.moments import figures_at, moment_of
from services.reporting.queries import Selection
from shared.decisions.clock import london, london_date
from shared.decisions.decider import Refused
from shared.edge.desk import Desk
from shared.edge.identity import Actor
from shared.edge.refusals import BadInput, Fault
from shared.folds.reading import ReadFrom

most_below = 100


@dataclass(frozen=True, slots=True)
class Found:
    """An analysis, the day on which it was made, and which generations it is read from."""

    asked: Asked
    tables: Sequence[ShownTable]
    today: date
    come_from: Sequence[ReadFrom]


def today_at(desk: Desk) -> date:
    """The day in London."""
    return london_date(desk.clock.now())


def asked_by(
    today: date, begins: str = "", ends: str = "", authority: str = "", below: str = ""
) -> Asked:
    """What was asked for, where an empty field means what is usual.

    Raises:
        BadInput: a field holds nothing that can be asked for, in words.
    """
    period = period_asked(begins.strip(), ends.strip(), today)
    code = selection(authority=authority.strip()).authority
    return Asked(period, code, _below(below.strip() or "0"))


def _below(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= most_below:
        return int(text)
    raise BadInput(
        Fault(
            "suppress_below",
            f"It is no number from 0 to {most_below}.",
            "Write it as 5; 0 holds nothing back.",
        )
    )


async def found_for(desk: Desk, actor: Actor, asked: Asked, as_of: str | None = None) -> Found:
    """The analysis, if the actor may see these figures.

    Raises:
        NotAllowed: they may not.
        BadInput: nothing was built as of the moment.
    """
    may_count(actor, Selection(authority=asked.authority))
    today = today_at(desk)
    counted_on = min(today, _day_after(as_of)) if as_of else today
    async with figures_at(desk, as_of, read_models) as (connection, come_from):
        return Found(asked, await analysis(connection, asked, counted_on), today, come_from)


def _day_after(as_of: str) -> date:
    """The day in London with which what was recorded by a moment ends.

    What was due before it is over by then; what was done since is not known there.

    Raises:
        BadInput: it is no moment, or one that names no day.
    """
    before = moment_of(as_of).before
    if before is None:
        raise BadInput(
            Fault(
                "as_of",
                "Offsets name no day, and what was late is counted by days.",
                "Send it as 2024-05-01, or as 2024-05-01T12:00:00Z.",
            )
        )
    return london_date(before)


async def pdf_of(found: Found) -> bytes:
    """The analysis as a PDF (PDF/UA-1); of the same words on one day the same bytes.

    Raises:
        Refused: the typesetter refused it.
    """
    made_at = datetime.combine(found.today, time(), london)
    words = printed(found.asked, found.tables, found.today)
    try:
        return await asyncio.to_thread(as_pdf, words, "analysis.typ", made_at)
    except NotPrinted:
        raise Refused("The analysis could not be printed. Tell the operators.") from None
