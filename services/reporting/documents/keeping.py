"""Printed reports: kept sealed beside the event that tells of them, and opened again."""

from dataclasses import dataclass, replace
from hashlib import sha256

from psycopg.rows import class_row

from services.reporting.case_file import CaseFile
from services.reporting.domain.rendering import KeepRendered, decider
from shared.decisions.database import Connection
from shared.decisions.store import Cause, Request
from shared.edge.desk import Desk
from shared.edge.refusals import NotFound
from shared.events.erasures import ErasureOrdered
from shared.events.reviews import Round
from shared.events.sealed import narrative_key
from shared.events.values import Digest
from shared.privacy.sealer import SealedBytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A printed version of a report, as its event tells of it."""

    round: Round
    document_digest: Digest
    ciphertext: Digest
    size_bytes: int


async def keep(
    desk: Desk, file: CaseFile, version: tuple[Round, Digest], pdf: bytes, cause: Cause
) -> Kept:
    """Seal a printed report under the case's key for free text, and record it, at once.

    Where two print the same version at a time the first one stays, and is answered to both.

    Raises:
        KeyDestroyed: the texts of the case were erased.
        Refused: something of it was erased since `file` was read.
        NotReady: the store is not complete yet.
    """
    case = file.subject
    sealed = await desk.sealer.seal_bytes(case, narrative_key(case), pdf)
    made = Kept(*version, sha256(sealed.body).hexdigest(), len(pdf))
    command = KeepRendered(
        asked_at=desk.clock.now(),
        **{name: getattr(made, name) for name in Kept.__slots__},
        erasures=sum(isinstance(told.event, ErasureOrdered) for told in file.told),
    )
    printing = replace(desk, service=replace(desk.service, decider=decider))
    async with desk.pool.connection() as connection, connection.transaction():
        (outcome,) = await printing.decide_in(connection, [Request(case, command, cause)])
        if outcome.refusal is not None:
            raise outcome.refusal
        if outcome.events:
            await connection.execute(
                "insert into panel_documents (subject, round, document_digest, ciphertext,"
                " size_bytes, position, key, seal, body)"
                " values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    case,
                    *(made.round, made.document_digest, made.ciphertext, made.size_bytes),
                    outcome.position.position,
                    *(sealed.key, sealed.seal, sealed.body),
                ],
            )
    async with desk.pool.connection() as connection:
        return await find_kept(connection, case, made.document_digest) or made


async def find_kept(connection: Connection, case: str, version: Digest) -> Kept | None:
    """What was printed of this version of a case's report, if it was."""
    async with connection.cursor(row_factory=class_row(Kept)) as cursor:
        await cursor.execute(
            "select round, document_digest, ciphertext, size_bytes from panel_documents"
            " where subject = %s and document_digest = %s",
            [case, version],
        )
        return await cursor.fetchone()


async def all_kept(connection: Connection, case: str) -> list[Kept]:
    """What was printed of a case's reports and is still there, the oldest first."""
    async with connection.cursor(row_factory=class_row(Kept)) as cursor:
        await cursor.execute(
            "select round, document_digest, ciphertext, size_bytes from panel_documents"
            " where subject = %s order by position",
            [case],
        )
        return await cursor.fetchall()


async def sealed_document(connection: Connection, case: str, ciphertext: Digest) -> SealedBytes:
    """A printed report of a case, as it is kept.

    Raises:
        NotFound: there is none, or it was erased.
    """
    row = await (
        await connection.execute(
            "select key, seal, body from panel_documents where subject = %s"
            " and ciphertext = %s",
            [case, ciphertext],
        )
    ).fetchone()
    if row is None:
        raise NotFound
    return SealedBytes(row[0], row[1], bytes(row[2]))
