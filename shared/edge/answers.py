"""What a route answers when it succeeds: its model, and an example made from a typed value."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, ConfigDict, TypeAdapter, create_model
from starlette.routing import BaseRoute

from shared.events.sealed import Sealed

Answers = dict[int | str, dict[str, Any]]


class Answer(BaseModel):
    """What is answered; a field of which nothing is known may be left out."""

    model_config = ConfigDict(frozen=True)


def answers(example: Any, status: int = 200) -> Answers:
    """The example of a route's answer, under its status."""
    return {status: {"description": _means[status], "content": _content(example)}}


def answered_with(example: BaseModel, status: int = 200) -> Any:
    """What a route says of its answer: the model of an example, and the example."""
    return {
        "response_model": type(example),
        "response_model_exclude_unset": True,
        "responses": answers(example, status),
    }


def recorded_answers(now: Any, before: Any) -> Answers:
    """The examples of a route that records: 201 if it did now, 200 if it was so before."""
    created = {"model": type(now), **answers(now, 201)[201]}
    return {
        201: created,
        200: {"description": "It was so already.", "content": _content(before)},
    }


_means = {200: "What was asked for.", 201: "It was recorded.", 503: "Not ready."}


def _content(example: Any) -> dict[str, Any]:
    adapter = TypeAdapter(type(example))
    value = adapter.dump_python(example, mode="json", exclude_unset=True, by_alias=True)
    return {"application/json": {"example": value}}


def show_nulls(document: dict[str, Any], routes: Sequence[BaseRoute]) -> dict[str, Any]:
    """Put the examples back as they are: the framework leaves out what is null in them."""
    for context in iter_route_contexts(routes):
        operations = document.get("paths", {}).get(getattr(context, "path_format", None), {})
        for method in context.methods or ():
            told = operations.get(method.lower(), {}).get("responses", {})
            for status, answer in getattr(context, "responses", {}).items():
                for media, content in answer.get("content", {}).items():
                    told.get(str(status), {}).get("content", {}).get(media, {}).update(content)
    return document


def shown_as(
    name: str,
    row: type,
    *,
    renamed: Mapping[str, str] | None = None,
    without: Collection[str] = (),
    **also: Any,
) -> type[Answer]:
    """A model that shows the columns of a row; what is not known of it may be left out.

    `also` are further fields, as `pydantic.create_model` takes them.
    """
    hints, names = get_type_hints(row), renamed or {}
    columns: dict[str, Any] = {
        names.get(one.name, one.name): (hints[one.name], _default(hints[one.name]))
        for one in fields(row)
        if one.name not in without
    }
    return create_model(name, __base__=Answer, __doc__=row.__doc__, **columns, **also)


def _default(kind: Any) -> Any:
    return None if type(None) in get_args(kind) else ...


def in_clear(name: str, model: type[BaseModel]) -> type[Answer]:
    """A model as it reads when its texts are opened; what is left sealed is so in full."""
    made: dict[str, Any] = {}
    for field_name, field in model.model_fields.items():
        default = ... if field.is_required() else field.get_default(call_default_factory=True)
        made[field_name] = (_clear(field.annotation), default)
    return create_model(name, __base__=Answer, __doc__=model.__doc__, **made)


def _clear(kind: Any) -> Any:
    """A type with `Sealed` replaced, and without the bounds that were checked long before."""
    origin, parts = get_origin(kind), get_args(kind)
    if kind is Sealed:
        return str | Sealed
    if origin is Annotated:
        return _clear(parts[0])
    if origin in (Union, UnionType):
        return Union[tuple(_clear(part) for part in parts)]  # noqa: UP007 - made, not written
    if origin in (tuple, frozenset):  # as a list, which keeps the order that it comes in
        return list[_clear(parts[0])]  # type: ignore[misc]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return in_clear(f"{kind.__name__}InClear", kind)
    return kind
