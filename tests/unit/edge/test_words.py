"""What a model refuses is told in words, with its field and a remedy, and never quoted."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pytest
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
)

from shared.edge.refusals import Fault
from shared.edge.words import in_words
from shared.events.times import Day
from shared.events.values import AuthorityCode


class Outcome(StrEnum):
    DEATH = "death"
    SERIOUS_HARM = "serious-harm"


class Child(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(max_length=10)
    age: int = Field(ge=0, le=24)
    outcome: Outcome = Outcome.DEATH
    born_on: date | None = None
    seen_at: AwareDatetime | datetime | None = None
    codes: dict[str, int] = {}

    @field_validator("name")
    @classmethod
    def _no_question_marks(cls, name: str) -> str:
        if "?" in name:
            raise ValueError("A name has no question mark.")
        return name


class Incident(BaseModel):
    children: tuple[Child, ...] = Field(max_length=4)


def faults(**child: Any) -> list[Fault]:
    sent = {"name": "Ann", "age": 3} | child
    with pytest.raises(ValidationError) as error:
        Incident.model_validate({"children": [sent]})
    return list(in_words(error.value).faults)


@pytest.mark.parametrize(
    ("child", "expected"),
    [
        ({"age": 40}, Fault("children.0.age", "It is too large.", "Send 24 or less.")),
        ({"age": -1}, Fault("children.0.age", "It is too small.", "Send 0 or more.")),
        (
            {"age": "Annabel"},
            Fault("children.0.age", "It is not a whole number.", "Send a whole number."),
        ),
        (
            {"outcome": "Annabel"},
            Fault(
                "children.0.outcome",
                "It is not one of the known codes.",
                "Use one of: 'death' or 'serious-harm'.",
            ),
        ),
        (
            {"name": "Annabel" * 3},
            Fault("children.0.name", "It is too long.", "Use at most 10 characters."),
        ),
        ({"name": 5}, Fault("children.0.name", "It is not a text.", "Send a text in quotes.")),
        (
            {"name": "?"},
            Fault(
                "children.0.name",
                "A name has no question mark.",
                "Correct it and send it again.",
            ),
        ),
        (
            {"born_on": "Annabel"},
            Fault(
                "children.0.born_on",
                "It is not a date.",
                "Send it as YYYY-MM-DD, such as 2025-03-31.",
            ),
        ),
        (
            {"surname": "Annabel"},
            Fault(
                "children.0.surname", "It is not a field that is known here.", "Leave it out."
            ),
        ),
        (
            {"Annabel Lee": 1},
            Fault("children.0.*", "It is not a field that is known here.", "Leave it out."),
        ),
        (
            {"codes": {"Annabel": "x"}},
            Fault("children.0.codes.*", "It is not a whole number.", "Send a whole number."),
        ),
    ],
)
def test_each_kind_of_mistake_has_its_words(child: dict[str, Any], expected: Fault) -> None:
    found = faults(**child)
    assert found == [expected]
    assert "Annabel" not in str(found)


def test_what_is_missing_is_named() -> None:
    with pytest.raises(ValidationError) as error:
        Incident.model_validate({})
    assert in_words(error.value).faults == (Fault("children", "It is missing.", "Send it."),)


def test_too_many_are_counted() -> None:
    with pytest.raises(ValidationError) as error:
        Incident.model_validate({"children": [{"name": "Ann", "age": 1}] * 5})
    (fault,) = in_words(error.value).faults
    assert fault == Fault("children", "There are too many.", "Send at most 4.")


def test_a_text_of_a_wrong_form_is_told_the_form() -> None:
    class Sent(BaseModel):
        day: Day
        authority: AuthorityCode

    with pytest.raises(ValidationError) as caught:
        Sent.model_validate_json('{"day": "31/03/2025", "authority": "Wiltshire"}')
    assert [fault.remedy for fault in in_words(caught.value).faults] == [
        "Send a day as YYYY-MM-DD, such as 2025-03-31.",
        "Send an authority's GSS code, such as E06000054.",
    ]
