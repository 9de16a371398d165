"""Who has to be told of an incident, by when, and under which rule."""

from collections.abc import Iterator, Mapping
from datetime import date

from shared.decisions.calendar import Calendar
from shared.decisions.rules import due
from shared.events.children import ChildFacts, IncidentFacts
from shared.events.codes import AbuseOrNeglect, Outcome
from shared.events.values import Due, Obligation, Recipient, Start

duties = ("R1", "R2")
"""What is owed under these is a duty; R3 is expected only, so being late there is no breach."""


def rules_for(facts: IncidentFacts) -> tuple[str, ...]:
    """The rules under which somebody has to be told, the gravest first.

    R1: Children Act 2004 s16C(1) (published). R2 and R3: gov.uk, "report a serious child
    safeguarding incident" (published); that R3 is expected rather than owed is unverified.
    """
    found = {rule for child in facts.children for rule in _rules_for_child(child)}
    return tuple(sorted(found))


def notification_due(
    facts: IncidentFacts, start: Start, counted_from: date, calendar: Calendar
) -> Due | None:
    """When a notification is due; None if nobody has to be told.

    The Panel's own clock is R1 alone: a looked-after child's death without suspected abuse is
    due as long as R1, but under R2, to others. Where no child is listed yet, R1 is presumed.
    """
    rules = rules_for(facts) if facts.children else ("R1",)
    return _due_under(rules[0], start, counted_from, calendar) if rules else None


def duty_due(facts: IncidentFacts, aware_on: date, calendar: Calendar) -> Due | None:
    """What a notification's lateness is measured by; None where telling is no duty."""
    rule = next((rule for rule in rules_for(facts) if rule in duties), None)
    return _due_under(rule, "AWARE", aware_on, calendar) if rule else None


def obligations_of(
    facts: IncidentFacts, aware_on: date, calendar: Calendar
) -> tuple[Obligation, ...]:
    """One obligation for each recipient and rule.

    The Panel passes its notifications on to DfE and Ofsted itself (R5, published), so R1
    alone does not oblige anybody to tell these.
    """
    if not rules_for(facts):
        return ()
    due_of = {
        rule: _due_under(rule, "AWARE", aware_on, calendar) for rule in ("R1", "R2", "R3", "R4")
    }
    return tuple(_obligations(facts, due_of))


def _rules_for_child(child: ChildFacts) -> Iterator[str]:
    suspected = child.abuse_or_neglect is not AbuseOrNeglect.NOT_SUSPECTED
    if suspected and child.outcome in (Outcome.DEATH, Outcome.SERIOUS_HARM):
        yield "R1"
    if child.outcome is Outcome.DEATH and child.looked_after:
        yield "R2"
    if child.outcome is Outcome.DEATH and child.care_leaver:
        yield "R3"


def _obligations(facts: IncidentFacts, due_of: Mapping[str, Due]) -> Iterator[Obligation]:
    rules = rules_for(facts)
    if "R1" in rules:
        yield _obligation(Recipient.PANEL, "R1", due_of)
    for rule in rules:
        if rule in ("R2", "R3"):
            yield _obligation(Recipient.SECRETARY_OF_STATE, rule, due_of)
            yield _obligation(Recipient.OFSTED, rule, due_of)
    if any(rule in duties for rule in rules):
        yield _obligation(Recipient.SAFEGUARDING_PARTNERS, "R4", due_of)
        for area in _other_areas(facts):
            yield _obligation(Recipient.OTHER_AREA_PARTNERS, "R4", due_of, area)


def _other_areas(facts: IncidentFacts) -> list[str]:
    homes = {child.lives_in for child in facts.children if child.lives_in is not None}
    return sorted(homes - {facts.authority})


def _obligation(
    recipient: Recipient, rule: str, due_of: Mapping[str, Due], area: str | None = None
) -> Obligation:
    return Obligation(
        recipient=recipient,
        rule=rule,
        due=due_of[rule],
        expected_only=rule == "R3",
        area=area,
    )


def _due_under(rule: str, start: Start, counted_from: date, calendar: Calendar) -> Due:
    """The five working days of R1, which R2 to R4 take over."""
    counted = due("notification", start, counted_from, calendar=calendar)
    return counted.model_copy(update={"rule": rule})
