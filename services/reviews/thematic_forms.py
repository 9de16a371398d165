"""The forms of thematic reviews: what each sends, and its fields as a body."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import ValidationError

from services.reviews.api.bodies import Sent
from services.reviews.api.thematic_bodies import (
    Concluding,
    Including,
    LeavingOut,
    ThematicAppointment,
    ThematicCopy,
    ThematicElsewhere,
    ThematicLearnt,
    ThematicPublishing,
    ThematicRemoval,
    ThematicTakingDown,
)
from services.reviews.api.thematic_shown import ThematicShown
from shared.edge.refusals import BadInput
from shared.edge.words import in_words

S = TypeVar("S", bound=Sent)


@dataclass(frozen=True, slots=True)
class Form:
    """One form: its heading and button, and what it sends."""

    title: str
    button: str
    body: type[Sent]


by_chair: Mapping[str, Form] = {
    "appoint": Form("Appoint a reviewer", "Appoint them", ThematicAppointment),
    "remove": Form("Record that a reviewer left", "Record it", ThematicRemoval),
    "conclude": Form("Conclude the thematic review", "Conclude it", Concluding),
    "publish": Form("Publish the thematic review", "Publish it", ThematicPublishing),
    "elsewhere": Form(
        "Record that it was published outside this system", "Record it", ThematicElsewhere
    ),
}
by_group: Mapping[str, Form] = {
    "include": Form("Include a case", "Include it", Including),
    "leave-out": Form("Leave a case out", "Leave it out", LeavingOut),
    "learn": Form("Record what was learnt", "Record it", ThematicLearnt),
    "copy": Form("Record a copy before publication", "Record it", ThematicCopy),
    "take-down": Form("Take down what is published", "Take it down", ThematicTakingDown),
}
forms: Mapping[str, Form] = {**by_chair, **by_group}
_boxes = {"agency": "agencies", "recipient": "recipients"}
_lines, _yes_or_no = ("themes", "authorities"), ("lead", "independence.independent")


def may_do(shown: ThematicShown, *, chair: bool) -> list[str]:
    """The forms that make sense now, the one that comes next first."""
    reviewers = any(each.removed_on is None for each in shown.reviewers)
    in_it = bool(shown.cases)
    unfinished = ["learn", "conclude"] if shown.concluded_on is None else []
    match shown.stage:
        case "open":
            found = ["include", "learn", "appoint", *(["remove"] if reviewers else [])]
            found += ["leave-out"] if in_it else []
            found += ["conclude", "copy", "elsewhere"]
        case "published":
            found = ["take-down", "copy", *unfinished]
        case _:
            found = [*(unfinished or ["publish"]), "copy", *(["leave-out"] if in_it else [])]
            found += ["include", "elsewhere"]
    return [name for name in found if chair or name in by_group]


def read_form(body: type[S], fields: Mapping[str, str]) -> S:
    """The fields of a form as a body: of lists one line each, of sets one box each.

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
    try:
        return body.model_validate_json(json.dumps(said))
    except ValidationError as error:
        raise _beside_their_fields(in_words(error)) from None


def _put(said: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for name in path[:-1]:
        said = said.setdefault(name, {})
    said[path[-1]] = value


def _value(name: str, text: str) -> Any:
    if name in _lines:
        return [line.strip() for line in text.split("\n") if line.strip()]
    return text == "yes" if name in _yes_or_no else text


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
