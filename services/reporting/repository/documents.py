"""Documents beside a record, and the whole record as a bag that an archive can check."""

import io
import json
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, cast

from services.reporting.domain.record import DepositReport, WithdrawRecord
from services.reporting.read_models.published_records import RecordRow
from services.reporting.repository.citing import citation, permanent_address
from services.reporting.repository.keeping import decided_in
from shared.decisions.database import Connection
from shared.decisions.store import Cause, Outcome, Request
from shared.edge.desk import Desk
from shared.edge.refusals import BadInput, Fault, NotFound
from shared.events.record_codes import RecordWithdrawal
from shared.events.records import RecordFacts, ReportDeposited

beginnings: Mapping[str, bytes] = {
    "application/pdf": b"%PDF-",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": b"PK\x03\x04",
}
"""What may be deposited, and how its bytes begin."""
_same_for_ever = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a bag: so the same record is the same bytes."""


async def deposit(
    desk: Desk, record: str, report: ReportDeposited, body: bytes, cause: Cause
) -> Outcome:
    """Keep a document's bytes beside its record, and record that, in one transaction.

    Raises:
        BadInput: it is not of a kind that is kept.
        Refused: there is no such record, or it has no room for this.
    """
    begins = beginnings.get(report.media_type)
    if begins is None or not body.startswith(begins):
        raise BadInput(
            Fault(
                "",
                "It is neither a PDF nor a Word document, or not what its header says.",
                "Send it with the header `Content-Type: application/pdf`.",
            )
        )
    command = DepositReport(asked_at=desk.clock.now(), report=report)
    async with desk.pool.connection() as connection, connection.transaction():
        outcome = await decided_in(connection, desk, Request(record, command, cause))
        await connection.execute(
            "insert into deposited_documents (record, digest, body) values (%s, %s, %s)"
            " on conflict do nothing",
            [record, report.digest, body],
        )
    return outcome


async def withdraw(desk: Desk, record: str, reason: RecordWithdrawal, cause: Cause) -> Outcome:
    """Show a record no longer, and destroy the bytes of its documents, in one transaction.

    Raises:
        Refused: there is no such record.
    """
    command = WithdrawRecord(asked_at=desk.clock.now(), reason=reason)
    async with desk.pool.connection() as connection, connection.transaction():
        outcome = await decided_in(connection, desk, Request(record, command, cause))
        await connection.execute("delete from deposited_documents where record = %s", [record])
    return outcome


def documents_of(row: RecordRow) -> list[dict[str, Any]]:
    """The documents of a record, in the order in which they were deposited."""
    return cast("list[dict[str, Any]]", row.documents)


async def body_of(connection: Connection, row: RecordRow, name: str) -> tuple[str, bytes]:
    """The media type and the bytes of a document of a record that is shown.

    Raises:
        NotFound: there is none of this name.
    """
    for document in documents_of(row):
        if document["name"] == name:
            bodies = await _bodies(connection, row.record)
            if document["digest"] in bodies:
                return document["media_type"], bodies[document["digest"]]
    raise NotFound


async def bag_of(connection: Connection, row: RecordRow) -> bytes:
    """A record, its citation and its documents as a BagIt bag (RFC 8493) in a zip file.

    The same record is always the same bytes.
    """
    facts = {name: getattr(row, name) for name in RecordFacts.model_fields}
    bodies = await _bodies(connection, row.record)
    payload = {
        "data/record.json": _json({"record": row.record, **facts, "documents": row.documents}),
        "data/citation.txt": (citation(row) + "\n").encode(),
    }
    for document in documents_of(row):
        if document["digest"] in bodies:
            payload[f"data/documents/{document['name']}"] = bodies[document["digest"]]
    size = sum(len(body) for body in payload.values())
    tags = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": (
            f"External-Identifier: {permanent_address(row.record)}\n"
            f"Payload-Oxum: {size}.{len(payload)}\n"
        ).encode(),
        "manifest-sha256.txt": _manifest(payload),
    }
    tags["tagmanifest-sha256.txt"] = _manifest(tags)
    return _zipped({f"{row.record}/{name}": body for name, body in {**tags, **payload}.items()})


async def _bodies(connection: Connection, record: str) -> dict[str, bytes]:
    found = await connection.execute(
        "select digest, body from deposited_documents where record = %s", [record]
    )
    return {digest: bytes(body) async for digest, body in found}


def _json(value: Mapping[str, object]) -> bytes:
    return (json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _manifest(files: Mapping[str, bytes]) -> bytes:
    lines = [f"{sha256(body).hexdigest()}  {name}\n" for name, body in sorted(files.items())]
    return "".join(lines).encode()


def _zipped(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as bag:
        for name, body in sorted(files.items()):
            info = zipfile.ZipInfo(name, _same_for_ever)
            info.external_attr, info.create_system = 0o644 << 16, 3
            bag.writestr(info, body)
    return made.getvalue()
