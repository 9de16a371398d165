"""A request's body, read strictly into a model; and how the API document describes it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from shared.edge.refusals import BadInput, Fault
from shared.edge.strict_json import parse
from shared.edge.words import in_words

M = TypeVar("M", bound=BaseModel)
_json_types = ("application/json", "application/cloudevents+json")
_schemas = "#/components/schemas/"


def json_body(model: type[M]) -> Callable[[Request], Awaitable[M]]:
    """A dependency: the body as this model. JSON's rules hold, so strict models read dates.

    Raises:
        BadInput: it is not JSON, not strict JSON, or not of this model; in words.
    """

    async def read(request: Request) -> M:
        return read_json(model, await request.body(), request.headers.get("content-type"))

    return read


def read_json(model: type[M], body: bytes, content_type: str | None = _json_types[0]) -> M:
    """A body as a model; raises as `json_body`. `content_type` is the header's value."""
    named = (content_type or "").partition(";")[0].strip().lower()
    if named not in _json_types:
        raise BadInput(
            Fault(
                "",
                "What was sent is not marked as JSON.",
                "Send it with the header `Content-Type: application/json`.",
            )
        )
    parse(body)
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise in_words(error) from None


def described(model: type[BaseModel], **examples: Mapping[str, Any]) -> dict[str, Any]:
    """For a route's `openapi_extra`: the body that `json_body(model)` reads, with examples."""
    schema = model.model_json_schema(ref_template=_schemas + "{model}")
    content = {
        "schema": schema,
        "examples": {
            name: {"summary": name.replace("_", " "), "value": value}
            for name, value in examples.items()
        },
    }
    return {"requestBody": {"required": True, "content": {_json_types[0]: content}}}


def gather_schemas(document: dict[str, Any]) -> dict[str, Any]:
    """Move the definitions that `described` left in bodies to where references look."""
    named = document.setdefault("components", {}).setdefault("schemas", {})
    for path in document.get("paths", {}).values():
        for operation in path.values():
            for content in _contents(operation):
                for name, schema in content.get("schema", {}).pop("$defs", {}).items():
                    named.setdefault(name, schema)
    return document


def _contents(operation: object) -> list[dict[str, Any]]:
    body = operation.get("requestBody", {}) if isinstance(operation, dict) else {}
    return list(body.get("content", {}).values())
