"""What the documents of the interface say of the local review's routes."""

import json
from typing import Any

import pytest
from fastapi import FastAPI

from services.reviews.api import (
    cspr,
    cspr_bodies,
    delays,
    exceptions,
    learning,
    learning_bodies,
    publication,
)
from shared.events.catalogue import CATALOGUE

parts = (cspr, delays, publication, learning, exceptions)


def document() -> dict[str, Any]:
    app = FastAPI()
    for part in parts:
        app.include_router(part.router)
    return app.openapi()


DOCUMENT = document()
ROUTES = [
    (method, path, operation)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
]


@pytest.mark.parametrize(("method", "path", "operation"), ROUTES, ids=lambda one: str(one)[:60])
def test_each_route_shows_its_success_and_what_to_send(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    answers = {
        status: said["content"]["application/json"]
        for status, said in operation["responses"].items()
        if status in ("200", "201")
    }
    assert set(answers) == ({"200"} if method == "get" else {"200", "201"})
    for answer in answers.values():
        assert answer["example"] and answer["schema"], path
    if method == "post":
        body = operation["requestBody"]["content"]["application/json"]
        assert body["examples"]
        assert set(answers["201"]["example"]["events"]) <= set(CATALOGUE)
        assert answers["200"]["example"]["events"] == []
    assert operation["summary"]


def test_what_a_route_refers_to_is_there() -> None:
    assert "Recorded" in DOCUMENT["components"]["schemas"]
    assert len(ROUTES) == 25


@pytest.mark.parametrize("name", ["Appointment", "Copy", "TakingDown", "Showing"])
def test_the_schema_of_a_body_is_told(name: str) -> None:
    bodies = [
        operation["requestBody"]["content"]["application/json"]["schema"]
        for method, _, operation in ROUTES
        if method == "post"
    ]
    assert name in {body["title"] for body in bodies}


def test_each_example_of_what_to_send_is_one_that_is_understood() -> None:
    count = 0
    for method, _, operation in ROUTES:
        if method == "post":
            body = operation["requestBody"]["content"]["application/json"]
            name = body["schema"]["title"]
            model = getattr(cspr_bodies, name, None) or getattr(learning_bodies, name)
            for example in body["examples"].values():
                assert model.model_validate_json(json.dumps(example["value"]))
                count += 1
    assert count >= 23
