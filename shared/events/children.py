"""The facts of an incident, a set for each child, and what is derived from them."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field, PlainSerializer, model_validator

from shared.events.codes import (
    AbuseOrNeglect,
    AgeBand,
    Disability,
    Ethnicity,
    Nature,
    Outcome,
    Placement,
    ProtectionPlan,
    Sex,
    Where,
)
from shared.events.event import Value
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import AuthorityCode

Code = TypeVar("Code", bound=StrEnum)


def in_order(codes: frozenset[Code]) -> list[Code]:
    """A set as a sorted list, so that the same event is always the same bytes."""
    return sorted(codes)


class ChildFacts(Value):
    """What is known of one child, at the notification.

    `number` is the child's in this case and names their key (`person-<number>`): it is kept
    through amendments and never given to another child, or erasing one would erase both.
    A date of birth could name a person, so it is sealed, and `age_years` is what others use.
    Child: under 18, the unborn included; care leaver: under 25 (both published).
    Without a value means not known.
    """

    number: int = Field(ge=1, le=99)
    name: Sealed | None = None
    born_on: Sealed | None = None
    unborn: bool = False
    age_years: int | None = Field(default=None, ge=0, le=24)
    sex: Sex = Sex.UNKNOWN
    ethnicity: Ethnicity = Ethnicity.NOT_YET_OBTAINED
    disabilities: Annotated[
        frozenset[Disability], PlainSerializer(in_order, return_type=list[Disability])
    ] = frozenset()
    outcome: Outcome
    abuse_or_neglect: AbuseOrNeglect
    looked_after: bool = False
    care_leaver: bool = False
    placement: Placement | None = None
    child_in_need_plan: bool | None = None
    protection_plan: ProtectionPlan | None = None
    known_to_agencies: bool | None = None
    lives_in: AuthorityCode | None = None
    health: Sealed | None = None

    @model_validator(mode="after")
    def _agree(self) -> "ChildFacts":
        if self.age_years is not None and self.age_years > 17 and not self.care_leaver:
            raise ValueError("a person of 18 or more has to be a care leaver")
        if self.unborn and self.age_years is not None:
            raise ValueError("an unborn child has no age")
        if Disability.NONE in self.disabilities and len(self.disabilities) > 1:
            raise ValueError("NONE stands alone among disabilities")
        return self


def _numbers_differ(children: tuple[ChildFacts, ...]) -> tuple[ChildFacts, ...]:
    if len({child.number for child in children}) < len(children):
        raise ValueError("two children have the same number")
    return children


Children = Annotated[
    tuple[ChildFacts, ...], Field(max_length=4), AfterValidator(_numbers_differ)
]
"""Up to four children, the first-listed or harmed one first; more in further information.

Source: gov.uk, "report a serious child safeguarding incident" (published).
"""


class IncidentFacts(Value):
    """What happened, where and to whom, as whoever tells it knows it.

    `authority` is the one where it happened, or, for harm outside England, the one where the
    child normally lives. `place` and `summary` are free text. A child need not be named, and
    none need be listed; `further_children` counts those that `further_information` tells of.
    """

    authority: AuthorityCode
    where: Where = Where.IN_AREA
    place: Sealed | None = None
    incident_on: Day | None = None
    summary: Sealed | None = None
    children: Children = ()
    further_children: int = Field(default=0, ge=0, le=999)
    further_information: Sealed | None = None


def nature_of(children: Sequence[ChildFacts]) -> Nature:
    """DfE's nature of a notification: death before serious harm before other.

    The three are published; that the gravest of several children decides is our inference,
    and so is that an incident without a listed child is `OTHER`.
    """
    outcomes = {child.outcome for child in children}
    if Outcome.DEATH in outcomes:
        return Nature.CHILD_DEATH
    if Outcome.SERIOUS_HARM in outcomes:
        return Nature.SERIOUS_HARM
    return Nature.OTHER


def age_band_of(child: ChildFacts) -> AgeBand:
    """DfE's age band of a child; that the unborn count as under 1 is our inference."""
    if child.unborn:
        return AgeBand.UNDER_1
    age = child.age_years
    if age is None:
        return AgeBand.UNKNOWN
    ends = (
        (0, AgeBand.UNDER_1),
        (5, AgeBand.FROM_1_TO_5),
        (10, AgeBand.FROM_6_TO_10),
        (15, AgeBand.FROM_11_TO_15),
    )
    return next((band for last, band in ends if age <= last), AgeBand.FROM_16)


def abuse_known_or_suspected(children: Sequence[ChildFacts]) -> bool:
    """Whether abuse or neglect is known or suspected for any of the children."""
    return any(child.abuse_or_neglect is not AbuseOrNeglect.NOT_SUSPECTED for child in children)
