"""A form for each step of a review: what it sends, and how its fields become a body."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import ValidationError

from services.reviews.api.bodies import Sent
from shared.decisions.decider import Command
from shared.edge.pages.forms import Entered
from shared.edge.refusals import BadInput
from shared.edge.words import in_words

S = TypeVar("S", bound=Sent)


@dataclass(frozen=True, slots=True)
class Act:
    """One form: its heading and button, what it sends, and which of its fields are sealed."""

    title: str
    button: str
    body: type[Sent]
    command: type[Command]
    texts: tuple[str, ...] = ()
    name: str | None = None


_boxes = {"agency": "agencies", "recipient": "recipients", "criterion": "criteria"}
_lines = ("agencies", "themes", "authorities", "jointly_with")
_yes_or_no = ("lead", "independence.independent")
_rows = ("signed_off_by", "reviewers")


def read_form(body: type[S], fields: Mapping[str, str]) -> S:
    """The fields of a form as a body: of lists one line each, of sets one box each.

    A field of a list of parts is numbered (`reviewers.0.name`); a row that was left empty is
    left out, so a fault's row is that of the body until `beside_its_row` says which it is.

    Raises:
        BadInput: a field is missing, or not in the form that it has to be; in words.
    """
    said: dict[str, Any] = {}
    for name, text in fields.items():
        box, _, value = name.partition("-")
        if box in _boxes and value:
            said.setdefault(_boxes[box], []).append(value)
        else:
            _put(said, name.split("."), _value(name, text))
    for name in _rows:
        if isinstance(said.get(name), dict):
            said[name] = [said[name][number] for number in _numbers(fields, name)]
    try:
        return body.model_validate_json(json.dumps(said))
    except ValidationError as error:
        raise _beside_their_fields(in_words(error)) from None


def beside_its_row(form: Entered) -> Entered:
    """A form whose faults stand in the rows in which they were filled in."""
    return replace(
        form,
        faults=tuple(
            replace(fault, field=_in_its_row(form.values, fault.field)) for fault in form.faults
        ),
    )


def _put(said: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for name in path[:-1]:
        if not isinstance(said.get(name), dict):
            said[name] = {}
        said = said[name]
    said[path[-1]] = value


def _value(name: str, text: str) -> Any:
    if name in _lines:
        return [line.strip() for line in text.split("\n") if line.strip()]
    if name in _yes_or_no or name.endswith(".delegate"):
        return text == "yes"
    return int(text) if name == "number" and text.isdecimal() else text


def _numbers(fields: Mapping[str, str], name: str) -> list[str]:
    """The numbers of the rows of a list in which something was filled in, in their order."""
    paths = [field.split(".") for field in fields]
    found = {path[1] for path in paths if path[0] == name and len(path) > 1}
    return sorted(found, key=lambda number: (len(number), number))


def _in_its_row(fields: Mapping[str, str], field: str) -> str:
    name, _, rest = field.partition(".")
    place, _, rest = rest.partition(".")
    if name not in _rows or not place.isdecimal():
        return field
    numbers = _numbers(fields, name)
    return f"{name}.{numbers[int(place)]}.{rest}" if int(place) < len(numbers) else name


def _beside_their_fields(bad: BadInput) -> BadInput:
    """A fault in one of a list stands beside the list, of a missing part at its first field."""
    lists = (*_lines, *_boxes.values())
    missing = {"independence": "independence.independent"}
    return BadInput(
        *(
            replace(
                fault, field=first if first in lists else missing.get(fault.field, fault.field)
            )
            for fault in bad.faults
            for first in (fault.field.partition(".")[0],)
        )
    )
