"""A form of a page as it was filled in: read into a model, or shown again with its faults."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from shared.decisions.decider import Refused
from shared.edge.refusals import BadInput, Fault
from shared.edge.words import in_words

M = TypeVar("M", bound=BaseModel)
max_fields = 60


async def filled_in(request: Request, *, most: int = max_fields) -> dict[str, str]:
    """What a person filled in, in `most` fields; one that was left empty is left out."""
    await request.body()  # kept, so that its length can still be asked
    async with request.form(max_files=0, max_fields=most) as form:
        return {
            name: text.replace("\r\n", "\n")
            for name, text in form.items()
            if isinstance(text, str) and text.strip()
        }


def model_from(model: type[M], fields: Mapping[str, str]) -> M:
    """The fields of a form as a model.

    Raises:
        BadInput: a field is missing, or not in the form that it has to be; in words.
    """
    try:
        return model.model_validate_strings(dict(fields))
    except ValidationError as error:
        raise in_words(error) from None


def model_of(model: type[M], said: Mapping[str, Any]) -> M:
    """What a form said, with its lists, numbers and ticks made out already, as a model.

    Raises:
        BadInput: as `model_from`.
    """
    try:
        return model.model_validate_json(json.dumps(dict(said)))
    except ValidationError as error:
        raise BadInput(*(_written(fault) for fault in in_words(error).faults)) from None


def _written(fault: Fault) -> Fault:
    """On a page nobody sends a number with or without quotes: it is written."""
    return replace(fault, remedy=fault.remedy.replace(" without quotes", ""))


@dataclass(frozen=True, slots=True)
class Entered:
    """A form with what was filled in, and what is wrong with it, by field."""

    values: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    @property
    def errors(self) -> Mapping[str, str]:
        """The words beside each field."""
        return {fault.field: f"{fault.what} {fault.remedy}".strip() for fault in self.faults}

    @property
    def summary(self) -> list[dict[str, str]]:
        """For the summary of errors above a form: each leads to its field."""
        return [
            {"text": words, "href": f"#{name}" if name else "#main-content"}
            for name, words in self.errors.items()
        ]


def entered(values: Mapping[str, str], error: BadInput | Refused) -> Entered:
    """A form to be shown again after a refusal."""
    if isinstance(error, Refused):
        return Entered(values, (Fault(error.field or "", error.words, ""),))
    return Entered(values, error.faults)
