"""Who has to be told, for each combination of facts."""

import pytest

from services.notifications.domain.duties import notification_due, obligations_of
from shared.decisions.calendar import shipped_calendar
from shared.events.children import ChildFacts, IncidentFacts
from shared.events.codes import AbuseOrNeglect, Outcome, Where
from tests.support.cases import SWINDON, WILTSHIRE, child, day

none = AbuseOrNeglect.NOT_SUSPECTED
known = AbuseOrNeglect.KNOWN
aware_on = day("2026-04-01")
calendar = shipped_calendar()


def told(*children: ChildFacts, where: Where = Where.IN_AREA) -> list[tuple[str, str]]:
    facts = IncidentFacts(authority=WILTSHIRE, children=children, where=where)
    return [
        (duty.recipient.value, duty.rule) for duty in obligations_of(facts, aware_on, calendar)
    ]


R1 = [("panel", "R1"), ("safeguarding-partners", "R4")]
R2 = [
    ("secretary-of-state", "R2"),
    ("ofsted", "R2"),
    ("safeguarding-partners", "R4"),
]
R3 = [("secretary-of-state", "R3"), ("ofsted", "R3")]


@pytest.mark.parametrize("abuse", [AbuseOrNeglect.KNOWN, AbuseOrNeglect.SUSPECTED])
@pytest.mark.parametrize("outcome", [Outcome.DEATH, Outcome.SERIOUS_HARM])
def test_the_panel_is_told_of_abuse_with_death_or_serious_harm(
    abuse: AbuseOrNeglect, outcome: Outcome
) -> None:
    assert told(child(outcome, abuse)) == R1


def test_harm_outside_england_is_told_by_where_the_child_lives() -> None:
    assert told(child(), where=Where.OUTSIDE_ENGLAND) == R1


def test_neither_abuse_without_harm_nor_harm_without_abuse_obliges_anybody() -> None:
    assert told(child(Outcome.OTHER, known)) == []
    assert told(child(Outcome.DEATH, none)) == []
    assert told(child(Outcome.SERIOUS_HARM, none, looked_after=True)) == []
    assert told() == []


def test_the_death_of_a_looked_after_child_is_always_told_abuse_or_not() -> None:
    assert told(child(Outcome.DEATH, none, looked_after=True)) == R2
    both = told(child(Outcome.DEATH, known, looked_after=True))
    assert both == [R1[0], *R2]


def test_the_death_of_a_care_leaver_is_expected_to_be_told_and_marked_as_such() -> None:
    leaver = child(Outcome.DEATH, none, care_leaver=True, age_years=24)
    assert told(leaver) == R3
    facts = IncidentFacts(authority=WILTSHIRE, children=(leaver,))
    assert all(duty.expected_only for duty in obligations_of(facts, aware_on, calendar))


def test_partners_of_other_areas_are_told_where_a_child_lives_there() -> None:
    facts = IncidentFacts(
        authority=WILTSHIRE,
        children=(
            child(lives_in=SWINDON),
            child(number=2, lives_in=WILTSHIRE),
            child(number=3, lives_in=SWINDON),
        ),
    )
    elsewhere = [duty.area for duty in obligations_of(facts, aware_on, calendar) if duty.area]
    assert elsewhere == [SWINDON]


def test_several_children_are_one_notification_with_each_recipient_once() -> None:
    siblings = (
        child(Outcome.SERIOUS_HARM),
        child(Outcome.DEATH, none, number=2, looked_after=True),
        child(Outcome.DEATH, none, number=3, looked_after=True),
    )
    assert told(*siblings) == [R1[0], *R2]


def test_each_obligation_is_due_in_five_working_days_under_its_own_rule() -> None:
    facts = IncidentFacts(
        authority=WILTSHIRE, children=(child(Outcome.DEATH, looked_after=True),)
    )
    for duty in obligations_of(facts, aware_on, calendar):
        assert duty.due is not None
        # From Wed 1 Apr 2026 over Good Friday and Easter Monday: Fri 10 Apr.
        assert (duty.due.rule, duty.due.due_on) == (duty.rule, day("2026-04-10"))
        assert not duty.expected_only


def test_the_clock_of_a_notification_names_the_gravest_rule() -> None:
    def rule(*children: ChildFacts) -> str | None:
        facts = IncidentFacts(authority=WILTSHIRE, children=children)
        found = notification_due(facts, "AWARE", aware_on, calendar)
        return found.rule if found else None

    assert rule(child(Outcome.DEATH, known, looked_after=True)) == "R1"
    assert rule(child(Outcome.DEATH, none, looked_after=True)) == "R2"
    assert rule(child(Outcome.DEATH, none, care_leaver=True)) == "R3"
    assert rule(child(Outcome.OTHER, none)) is None
    assert rule() == "R1"
