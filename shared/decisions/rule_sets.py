"""The rules of the clocks, as effective-dated data: since when, and who says so; no counting.

A rule that was relaxed for a time keeps its length: the usual day is shown as the target, and
what is missed in that time is relaxed, not breached (ADR 48).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from shared.events.publication import TermName
from shared.events.values import ClockName


class Certainty(StrEnum):
    """How sure a rule is."""

    PUBLISHED = "published"
    UNVERIFIED = "guidance, unverified"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """How long one clock runs when it starts within a period; the name stays with due dates."""

    name: str
    rule: str
    clock: ClockName | TermName
    number: int
    unit: Literal["working days", "months", "days"]
    in_force_from: date
    in_force_to: date | None
    source: str
    certainty: Certainty
    breachable: bool = True
    """False for a target that is only watched."""


safeguarding_arrangements_began = date(2018, 6, 29)
"""When the duties below came into force: widely known, its text was not at hand."""

rule_sets = (
    RuleSet(
        name="notification 2018-06",
        rule="R1",
        clock="notification",
        number=5,
        unit="working days",
        in_force_from=safeguarding_arrangements_began,
        in_force_to=None,
        source="The duty: Children Act 2004 s16C(1). The days: gov.uk, "
        '"report a serious child safeguarding incident".',
        certainty=Certainty.PUBLISHED,
    ),
    RuleSet(
        name="rapid-review 2018-06",
        rule="R7",
        clock="rapid-review",
        number=15,
        unit="working days",
        in_force_from=safeguarding_arrangements_began,
        in_force_to=None,
        source="Published local practice: within fifteen working days of the notification. "
        "That guidance counts from becoming aware is unverified.",
        certainty=Certainty.PUBLISHED,
    ),
    RuleSet(
        name="panel-answer 2018-06",
        rule="R9",
        clock="panel-answer",
        number=10,
        unit="days",
        in_force_from=safeguarding_arrangements_began,
        in_force_to=None,
        source="The Panel answers in about ten days (published); no statutory limit was found. "
        "That they are calendar days is our inference.",
        certainty=Certainty.PUBLISHED,
        breachable=False,
    ),
    RuleSet(
        name="publication 2018-06",
        rule="R14",
        clock="publication",
        number=6,
        unit="months",
        in_force_from=safeguarding_arrangements_began,
        in_force_to=None,
        source="Six months from the decision to initiate the review (published); the exact "
        "wording is unverified.",
        certainty=Certainty.UNVERIFIED,
    ),
    RuleSet(
        name="pre-publication 2018-06",
        rule="R15",
        clock="pre-publication",
        number=7,
        unit="working days",
        in_force_from=safeguarding_arrangements_began,
        in_force_to=None,
        source="The Panel and the Secretary of State are notified in advance (published). That "
        "this is at least seven working days, and that Ofsted is told too, is unverified.",
        certainty=Certainty.UNVERIFIED,
    ),
    RuleSet(
        name="availability 2018-06",
        rule="R16",
        clock="availability",
        number=12,
        unit="months",
        in_force_from=safeguarding_arrangements_began,
        in_force_to=None,
        source="Publish unless inappropriate: Children Act 2004 s16B(4) and (5). Available for "
        "at least one year: published local pages.",
        certainty=Certainty.PUBLISHED,
    ),
)


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A time in which missing the day of a clock broke no rule; the name stays with the day."""

    name: str
    rule: str
    clock: ClockName | TermName
    first_day: date
    last_day: date
    source: str
    certainty: Certainty


_relaxed_rules: tuple[tuple[str, ClockName | TermName], ...] = (
    ("R7", "rapid-review"),
    ("R14", "publication"),
    ("R15", "pre-publication"),
)
_relaxed_from = date(2020, 3, 30)
"""The day of the earliest publication that was found which tells of it; it may have begun
some days before."""
_relaxed_to = date(2020, 9, 25)
"""No end was found. Until this day the regulations that eased other duties of children's social
care for the pandemic were in force; that this relaxation ended no later is our inference."""
_relaxed_source = (
    "Trafford's safeguarding partnership, 30 March 2020, on the guidance of the Panel and the "
    "Department: rapid reviews, notice before publication and the six months relaxed, "
    "notifications not. Its exact terms, first and last day are unverified."
)
relaxations = tuple(
    Relaxation(
        name=f"{clock} 2020-03 relaxed, terms unverified",
        rule=rule,
        clock=clock,
        first_day=_relaxed_from,
        last_day=_relaxed_to,
        source=_relaxed_source,
        certainty=Certainty.UNVERIFIED,
    )
    for rule, clock in _relaxed_rules
)


def relaxed_on(clock: ClockName | TermName, day: date) -> str | None:
    """Which relaxation of a clock's rule covers a day, if one does."""
    for one in relaxations:
        if one.clock == clock and one.first_day <= day <= one.last_day:
            return one.name
    return None
