"""Title and themes for a record that came in by its publication through cspr."""

from services.reporting.domain.describing import DescribePublished, decider
from services.reporting.read_models.published_records import RecordRow
from services.reporting.repository import queries
from services.reporting.repository.keeping import decided_and_seen
from services.reporting.repository.reader import checked_record
from shared.decisions.decider import Refused
from shared.decisions.store import Cause, Request
from shared.edge.desk import Desk
from shared.edge.identity import Actor, Role
from shared.edge.refusals import NotAllowed, NotFound
from shared.events.described import Description
from shared.events.record_codes import RecordKind


def is_from_here(row: RecordRow) -> bool:
    """Whether a record is made of what reviews published of a case, and a keeper titles it.

    A thematic review is published with its title and themes, so nobody gives it others.
    """
    return row.subject != row.record and row.kind != RecordKind.THEMATIC_REVIEW


async def shown_from_here(desk: Desk, actor: Actor, record: str) -> RecordRow:
    """A record that is shown, and was published from here by an authority of this keeper.

    Raises:
        NotFound: there is none, or it was taken down.
        NotAllowed: another authority published it. An operator keeps all.
        Refused: it was imported, and is put right otherwise.
    """
    async with desk.reading("published_records") as connection:
        row = await queries.find_record(connection, checked_record(record))
    if row is None or row.withdrawn is not None:
        raise NotFound
    if row.kind == RecordKind.THEMATIC_REVIEW and row.subject != row.record:
        raise Refused(
            "A thematic review says its title and themes itself. Where they are wrong, it is"
            " taken down, and published anew with what is right."
        )
    if not is_from_here(row):
        raise Refused(
            "This review was not published from here. Import it again with what is right,"
            " or send a correction."
        )
    if not actor.has(Role.OPERATOR) and actor.authorities.isdisjoint(row.authorities):
        raise NotAllowed("Another authority published this review, and describes it.")
    return row


async def describe(
    desk: Desk, actor: Actor, record: str, sent: Description, cause: Cause
) -> RecordRow:
    """Give a record its title and themes; the record as it is shown then.

    The position that this is recorded at is told to nobody: it would name the case.

    Raises:
        NotFound: there is no such record.
        Refused: it was imported.
    """
    row = await shown_from_here(desk, actor, record)
    command = DescribePublished(asked_at=desk.clock.now(), lost=not row.described, **dict(sent))
    request = Request(row.subject, command, cause)
    await decided_and_seen(desk, decider, "published_records", request)
    return await shown_from_here(desk, actor, record)


def description_of(row: RecordRow) -> Description:
    """What is said of a record now."""
    said = {name: getattr(row, name) for name in Description.model_fields}
    return Description.model_validate(said, strict=False)
