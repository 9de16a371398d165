"""Documents of the repository: put beside a record, handed out, and the record as a bag."""

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.api import records_examples as examples
from services.reporting.api.records_answered import RecordActed
from services.reporting.asking import OpenDesk
from services.reporting.read_models.published_records import RecordRow
from services.reporting.repository import documents, queries
from services.reporting.repository.keeping import cause_of, keepers
from services.reporting.repository.reader import checked_record
from shared.decisions.database import Connection
from shared.edge.identity import Actor
from shared.edge.refusals import BadInput, Fault, NotFound
from shared.edge.sign_in import only
from shared.events.records import ReportDeposited

Keeper = Annotated[Actor, Depends(only(*keepers))]
_reports: TypeAdapter[ReportDeposited] = TypeAdapter(ReportDeposited)


def document_routes() -> APIRouter:
    """Documents are public, and put there by keepers."""
    router = APIRouter(prefix="/records/{record}", tags=["repository"])

    @router.post(
        "/documents",
        status_code=201,
        summary="Put a published document beside its record",
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {
                    media: {"schema": {"type": "string", "format": "binary"}}
                    for media in documents.beginnings
                },
            }
        },
        **examples.acted,
    )
    async def deposit(
        *,
        record: str,
        request: Request,
        desk: OpenDesk,
        actor: Keeper,
        name: Annotated[str, Query(max_length=100, description="Such as `child-l.pdf`.")],
    ) -> RecordActed:
        """The bytes as they are, a PDF or a Word document of at most 1 MiB."""
        body = await request.body()
        report = _report(name, request.headers.get("content-type", ""), body)
        outcome = await documents.deposit(
            desk, checked_record(record), report, body, cause_of(request, actor)
        )
        return RecordActed(record=record, position=str(outcome.position))

    @router.get(
        "/documents/{name}",
        summary="A document of a record",
        response_class=Response,
        responses={200: {"content": {media: {} for media in documents.beginnings}}},
    )
    async def document(record: str, name: str, desk: OpenDesk) -> Response:
        """Open to all, as it was deposited."""
        async with desk.pool.connection() as connection:
            row = await shown_record(connection, record)
            media, body = await documents.body_of(connection, row, name)
        return _file(body, media, name)

    @router.get(
        "/deposit",
        summary="A record, its citation and its documents, with checksums",
        response_class=Response,
        responses={200: {"content": {"application/zip": {}}}},
    )
    async def bag(record: str, desk: OpenDesk) -> Response:
        """Open to all: a BagIt bag in a zip file, always the same bytes for the same record."""
        async with desk.pool.connection() as connection:
            row = await shown_record(connection, record)
            made = await documents.bag_of(connection, row)
        return _file(made, "application/zip", f"{record}.zip")

    return router


async def shown_record(connection: Connection, record: str) -> RecordRow:
    """A record that is shown.

    Raises:
        NotFound: there is none, or it was withdrawn.
    """
    row = await queries.find_record(connection, checked_record(record))
    if row is None or row.withdrawn is not None:
        raise NotFound
    return row


def _report(name: str, content_type: str, body: bytes) -> ReportDeposited:
    media = content_type.partition(";")[0].strip().lower()
    said = {"name": name, "media_type": media, "digest": sha256(body).hexdigest()}
    try:
        return _reports.validate_python({**said, "size_bytes": len(body)})
    except ValidationError:
        raise BadInput(
            Fault(
                "name",
                "It is no name for a file, or nothing was sent, or not marked as what it is.",
                "Use letters, digits, points and hyphens, and send the bytes of a PDF with "
                "`Content-Type: application/pdf`.",
            )
        ) from None


def _file(body: bytes, media: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=media, headers=headers)
