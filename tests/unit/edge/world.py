"""An application as a service makes one, with a small route for each thing that can happen."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from pydantic import Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from shared.decisions.decider import Refused
from shared.edge.bodies import described, json_body
from shared.edge.cursors import Limit, Position, after_parameter, read_cursor, write_cursor
from shared.edge.http import create_app
from shared.edge.identity import Actor, Role, Verifier
from shared.edge.issuer import LocalIssuer, local_actor, local_audience, local_issuer
from shared.edge.problems import Problem
from shared.edge.refusals import NotFound, NotReady
from shared.edge.sign_in import SignedIn, only
from shared.edge.signing_keys import keys_at
from shared.edge.tracing import traceparent_of
from shared.events.event import Value
from shared.privacy.refusals import KeyDestroyed, KeysUnavailable, SealBroken

secret = "Annabel"


class SetClock:
    def now(self) -> datetime:
        return datetime(2025, 3, 31, 9, tzinfo=UTC)


class Report(Value):
    name: str = Field(max_length=20)
    born_on: date
    ages: tuple[int, ...] = ()


faults: dict[str, Exception] = {
    "refused": Refused("The rapid review decided otherwise."),
    "field": Refused("The date lies in the future.", field="aware_on"),
    "missing": NotFound(),
    "keys": KeysUnavailable(),
    "store": NotReady("The event store does not answer. Try again in a minute."),
    "erased": KeyDestroyed(["case-1/person-1"]),
    "broken": SealBroken(),
    "bug": RuntimeError(f"could not store {secret}"),
}


def page_of(_request: Request, problem: Problem) -> Response:
    return HTMLResponse(f"<h1>{problem.title}</h1>", problem.status)


async def kafka() -> str | None:
    return "Kafka: two partitions are not assigned yet"


async def database() -> str | None:
    return None


async def failing() -> str | None:
    raise OSError(secret)


def application(folder: Path, checks: dict[str, Any] | None = None) -> FastAPI:
    issuer = LocalIssuer(folder, SetClock())
    verifier = Verifier(
        keys_at(str(issuer.jwks_path)),
        issuer=local_issuer,
        audience=local_audience,
        clock=SetClock(),
    )
    app = create_app(
        "notifications",
        "What partners report.",
        verifier=verifier,
        checks=checks or {},
        error_page=page_of,
    )

    @app.get("/me", summary="Who I am")
    async def me(actor: SignedIn) -> dict[str, str]:
        return {"id": actor.id}

    @app.post("/me")
    async def change(actor: SignedIn) -> dict[str, str]:
        return {"id": actor.id}

    @app.get("/audit")
    async def audit(actor: Annotated[Actor, Depends(only(Role.AUDITOR))]) -> dict[str, str]:
        return {"id": actor.id}

    @app.post(
        "/incidents",
        summary="Report an incident",
        openapi_extra=described(Report, one_child={"name": "Child L", "born_on": "2019-12-01"}),
    )
    async def report(sent: Annotated[Report, Depends(json_body(Report))]) -> dict[str, Any]:
        return sent.model_dump(mode="json")

    @app.get("/list")
    async def listing(
        limit: Limit = 50,
        cursor: str | None = None,
        after: Annotated[Position | None, Depends(after_parameter)] = None,
    ) -> dict[str, Any]:
        place = read_cursor("cases", (str, int), cursor) if cursor else ()
        return {
            "limit": limit,
            "place": place,
            "after": str(after) if after else None,
            "next": write_cursor("cases", "case-1", 7),
        }

    @app.get("/faults/{name}")
    async def fault(name: str) -> None:
        raise faults[name]

    @app.get("/trace")
    async def trace(request: Request) -> dict[str, str | None]:
        return {
            "traceparent": traceparent_of(request.scope),
            "correlation": request.state.correlation_id,
        }

    return app


def token(folder: Path, name: str) -> str:
    return LocalIssuer(folder, SetClock()).token(local_actor(name))


def client(folder: Path, checks: dict[str, Any] | None = None) -> TestClient:
    return TestClient(application(folder, checks), base_url="http://cspr.test")
