"""A story as it is played: how its case begins, who does what, and what is then to be seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.local.worked_example.acts import Act


@dataclass(frozen=True)
class Sending:
    """A message that a partner sends, how often, and what becomes of it."""

    id: str
    kind: str
    times: int
    outcome: str
    names: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Referral:
    """That somebody refers the case: who, and what they say."""

    who: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """One thing that one person does."""

    who: str
    act: Act
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Expected:
    """What is to be seen at the end, in the words of the story."""

    stage: str
    nature: str
    happens: Sequence[str]
    clocks: Mapping[str, str]
    late: Sequence[str]
    obligations: Mapping[str, str]
    exceptions: Sequence[str]
    seen_by: Mapping[str, str]


@dataclass(frozen=True)
class Story:
    """One living case.

    `authority` is the code of the one whose case it is, `member` and `reporting_officer` are
    people of its partnership. `names` are what only those may read who may open the case.
    """

    name: str
    kind: str
    authority: str
    member: str
    reporting_officer: str
    partner: str
    over: str
    messages: Sequence[Sending]
    referral: Referral | None
    steps: Sequence[Step]
    expected: Expected
    names: Sequence[str]

    def said(self, field: str) -> list[str]:
        """What the steps say in a field, in their order."""
        return [str(step.body[field]) for step in self.steps if field in step.body]
