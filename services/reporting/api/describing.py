"""Title and themes for records of reviews that were published from here."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request

from services.reporting.api import records_examples as examples
from services.reporting.api.records_answered import record_shown
from services.reporting.asking import OpenDesk
from services.reporting.repository import describing
from services.reporting.repository.keeping import cause_of, keepers
from shared.edge.answers import Answer
from shared.edge.bodies import described, json_body
from shared.edge.identity import Actor
from shared.edge.sign_in import only
from shared.events.described import Description

Keeper = Annotated[Actor, Depends(only(*keepers))]


def describing_routes() -> APIRouter:
    """For keepers."""
    router = APIRouter(prefix="/records", tags=["repository"])

    @router.post(
        "/{record}/description",
        status_code=201,
        summary="Give a review that was published from here its title and themes",
        openapi_extra=described(Description, whole=examples.description),
        **examples.described,
    )
    async def describe(
        *,
        record: str,
        request: Request,
        desk: OpenDesk,
        actor: Keeper,
        sent: Annotated[Description, Depends(json_body(Description))],
    ) -> Answer:
        """All of them, as the published report has them; what is left out is not said.

        The answer is the record, and no position: that would name the case.
        """
        return record_shown(
            await describing.describe(desk, actor, record, sent, cause_of(request, actor))
        )

    return router
