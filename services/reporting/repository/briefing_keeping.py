"""Writing a briefing: its reviews looked up, printed once, kept; and withdrawing it."""

import asyncio
from collections.abc import Sequence
from hashlib import sha256

from pydantic import Field

from services.reporting.documents.pdf import NotPrinted
from services.reporting.domain.briefing import (
    WithdrawBriefing,
    WriteBriefing,
    decider,
)
from services.reporting.repository import queries
from services.reporting.repository.briefing import Briefing, find_briefing, what_they_share
from services.reporting.repository.briefing_print import learning_of, pdf, printed, words_of
from services.reporting.repository.keeping import decided_in
from services.reporting.repository.reader import checked_record
from services.reporting.repository.thesaurus import thesaurus
from shared.decisions.clock import london
from shared.decisions.database import Connection
from shared.decisions.decider import Refused
from shared.decisions.ids import new_subject
from shared.decisions.store import Cause, Outcome, Request
from shared.edge.desk import Desk
from shared.edge.refusals import NotFound
from shared.events.event import Value
from shared.events.record_codes import RecordWithdrawal
from shared.events.records import Prose, Title
from shared.events.themes import RecordId

most_text = 300_000
"""So many characters of reviews are printed in one briefing: a few seconds of setting type."""


class NewBriefing(Value):
    """What a briefing says, and which reviews it is about."""

    title: Title
    introduction: Prose | None = None
    reviews: tuple[RecordId, ...] = Field(min_length=1, max_length=100)


async def write(
    desk: Desk, sent: NewBriefing, cause: Cause, briefing: str | None = None
) -> tuple[str, Outcome]:
    """Write a briefing, or one anew; print it, and keep the bytes with their event.

    Raises:
        Refused: a review is not there or chosen twice, or they are too much for one briefing.
        NotReady: the store is not complete yet.
    """
    subject = briefing or new_subject("record")
    words, body = await _printed(desk, subject, sent)
    command = WriteBriefing(
        asked_at=desk.clock.now(),
        **dict(sent),
        document=sha256(body).hexdigest(),
        size_bytes=len(body),
    )
    async with desk.pool.connection() as connection, connection.transaction():
        if briefing is not None:
            await _is_there(connection, briefing)
        outcome = await decided_in(connection, desk, Request(subject, command, cause), decider)
        if outcome.events:
            await _as_printed(connection, sent.reviews, words)
            await _let_go(connection, subject)
            await connection.execute(
                "insert into briefing_documents (briefing, digest, words, reviews, body)"
                " values (%s, %s, %s, %s, %s)",
                [subject, command.document, words, list(sent.reviews), body],
            )
    return subject, outcome


async def withdraw(
    desk: Desk, briefing: str, reason: RecordWithdrawal, cause: Cause
) -> Outcome:
    """Show a briefing no longer, and destroy what was printed of it.

    Raises:
        Refused: there is no such briefing.
    """
    command = WithdrawBriefing(asked_at=desk.clock.now(), reason=reason)
    async with desk.pool.connection() as connection, connection.transaction():
        request = Request(briefing, command, cause)
        outcome = await decided_in(connection, desk, request, decider)
        await _let_go(connection, briefing)
    return outcome


async def shown_briefing(connection: Connection, briefing: str) -> Briefing:
    """The briefing of an address, withdrawn ones too.

    Raises:
        NotFound: there is none.
    """
    found = await find_briefing(connection, checked_record(briefing))
    if found is None:
        raise NotFound
    return found


async def pdf_of(connection: Connection, found: Briefing) -> bytes:
    """What was printed of a briefing.

    Raises:
        NotFound: nothing is kept of it.
        Refused: a review in it was withdrawn or says something else since.
    """
    if found.row.withdrawn:
        raise NotFound
    if not found.in_print:
        raise Refused(
            "A review in this briefing was withdrawn or changed since it was printed, so its"
            " PDF is not handed out any more. The page shows what is right now; it can be"
            " written anew."
        )
    row = await (
        await connection.execute(
            "select body from briefing_documents where briefing = %s and digest = %s",
            [found.row.subject, found.row.document],
        )
    ).fetchone()
    if row is None or sha256(row[0]).hexdigest() != found.row.document:
        raise NotFound
    return bytes(row[0])


async def _printed(desk: Desk, subject: str, sent: NewBriefing) -> tuple[str, bytes]:
    """What is printed of the reviews, as a digest, and the PDF."""
    async with desk.reading("published_records", "themes") as connection:
        reviews = await queries.find_records(connection, sent.reviews)
        counted_under = (await thesaurus(connection)).counted_under()
    if len(reviews) < len(set(sent.reviews)):
        raise Refused(
            "A review that was chosen is not there, or was withdrawn. Leave it out.",
            field="reviews",
        )
    if sum(len(text) for row in reviews for _, text in learning_of(row)) > most_text:
        raise Refused(
            "These reviews have more text than fits one briefing. Choose fewer.",
            field="reviews",
        )
    on = desk.clock.now().astimezone(london).date()
    said = (sent.title, sent.introduction)
    data = printed(subject, said, reviews, what_they_share(reviews, counted_under), on)
    try:
        return words_of(reviews), await asyncio.to_thread(pdf, data, on)
    except NotPrinted:
        raise Refused(
            "The briefing could not be printed. Check its texts for unusual signs."
        ) from None


async def _is_there(connection: Connection, briefing: str) -> None:
    """Only a briefing that was written is written anew, and no other subject.

    Raises:
        NotFound: there is none; also until its first writing is shown.
    """
    found = await connection.execute("select from briefings where subject = %s", [briefing])
    if await found.fetchone() is None:
        raise NotFound


async def _as_printed(connection: Connection, reviews: Sequence[str], words: str) -> None:
    """Go on if the reviews are still as they were when they were printed.

    Raises:
        Refused: one of them was changed or withdrawn meanwhile.
    """
    if words_of(await queries.find_records(connection, reviews)) != words:
        raise Refused(
            "A review that was chosen changed while the briefing was printed. Write it again.",
            field="reviews",
        )


async def _let_go(connection: Connection, briefing: str) -> None:
    await connection.execute("delete from briefing_documents where briefing = %s", [briefing])
