"""What the documents show as the answer of a route is what that route's model takes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel, TypeAdapter

from services.notifications.app import build as build_notifications
from services.reporting.app import build as build_reporting
from services.reviews.app import build as build_reviews
from shared.decisions.clock import SystemClock
from shared.edge.answers import Answers, answers
from shared.edge.config import Config
from shared.edge.issuer import LocalIssuer, local_audience, local_issuer

builders = {
    "notifications": build_notifications,
    "reviews": build_reviews,
    "reporting": build_reporting,
}


@pytest.fixture(params=builders)
def app(request: pytest.FixtureRequest, tmp_path: Path) -> FastAPI:
    """The application of a service, which need not run to describe itself."""
    issuer = LocalIssuer(tmp_path, SystemClock())
    config = Config(
        service=request.param,
        kafka="localhost:9",
        database="postgresql://localhost:9",
        master_key=b"k" * 32,
        jwks=str(issuer.jwks_path),
        issuer=local_issuer,
        audience=local_audience,
        host="127.0.0.1",
        port=0,
        prefix="described",
        topic_prefix="",
        partitions=(0,),
    )
    return builders[request.param](config)


def successes(app: FastAPI) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Each JSON answer that says a request succeeded: name, model, and what is told of it."""
    routes = {
        (method, context.path_format): context
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, APIRoute) and context.include_in_schema
        for method in context.methods or ()
    }
    for path, operations in app.openapi()["paths"].items():
        for method, operation in operations.items():
            route = routes[method.upper(), path]
            for status, answer in operation["responses"].items():
                content = answer.get("content", {}).get("application/json")
                if status.startswith("2") and content is not None:
                    model = route.responses.get(int(status), {}).get("model")
                    yield f"{method} {path} {status}", model or route.response_model, content


def faults_in(app: FastAPI) -> list[str]:
    """The answers without an example, and those whose model says something else."""
    found = []
    for name, model, content in successes(app):
        if "example" not in content or not content["schema"]:
            found.append(f"{name} has no example, or no schema")
            continue
        adapter: TypeAdapter[Any] = TypeAdapter(model)
        shown = adapter.dump_python(
            adapter.validate_python(content["example"]),
            mode="json",
            exclude_unset=True,
            by_alias=True,
        )
        if shown != content["example"]:
            found.append(f"{name} shows {content['example']}, and its model {shown}")
    return found


def test_every_success_has_an_example_that_its_model_takes(app: FastAPI) -> None:
    assert len(list(successes(app))) > 8
    assert faults_in(app) == []


class Shown(BaseModel):
    number: int


def test_an_answer_without_an_example_is_found_and_so_is_one_of_another_model() -> None:
    app = FastAPI()
    wrong: Answers = {
        200: {"content": {"application/json": {"example": {"number": 1, "more": 2}}}}
    }

    @app.get("/right", responses=answers(Shown(number=1)))
    @app.get("/none")
    @app.get("/wrong", responses=wrong)
    async def shown() -> Shown:
        return Shown(number=1)

    none, other = sorted(faults_in(app))
    assert none.startswith("get /none 200 has no example")
    assert other.startswith("get /wrong 200 shows")
