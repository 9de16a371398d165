"""A local child safeguarding practice review is commissioned where that was decided."""

from typing import Any

import pytest

from shared.events.codes import Decision, PanelAnswer
from shared.events.reviews import CSPRCommissioned
from shared.events.values import Recipient
from tests.support.cases import day, sealed
from tests.unit.reviews.history import (
    after,
    answer,
    cancel,
    commission,
    complete,
    opening,
    reconsider,
)


def test_a_cspr_is_commissioned_and_due_six_months_from_the_decision() -> None:
    found = after(opening, complete()).when(commission()).then_one(CSPRCommissioned)
    assert (found.due.rule, found.due.start) == ("R14", "DECIDED")
    assert (found.due.counted_from, found.due.due_on) == (day("2024-03-20"), day("2024-09-20"))
    assert found.commissioned_on == day("2024-04-15")
    assert [each.name for each in found.reviewers] == [sealed("A. Reviewer")]


def test_six_months_from_the_last_of_august_end_with_february() -> None:
    asked = commission("2024-08-31", on="2024-09-02")
    found = after(opening, complete()).when(asked).then_one(CSPRCommissioned)
    assert found.due.due_on == day("2025-02-28")


def test_the_panel_the_secretary_of_state_and_ofsted_are_to_be_told() -> None:
    found = after(opening, complete()).when(commission()).then_one(CSPRCommissioned)
    # Due for publication on Fri 20 September 2024; counted back 19, 18, 17, 16, 13, 12, Wed 11.
    days = [(one.recipient, one.rule, one.due and one.due.due_on) for one in found.obligations]
    assert days == [
        (Recipient.PANEL, "R13", None),
        (Recipient.SECRETARY_OF_STATE, "R13", None),
        (Recipient.OFSTED, "R13", None),
        (Recipient.PANEL, "R15", day("2024-09-11")),
        (Recipient.SECRETARY_OF_STATE, "R15", day("2024-09-11")),
        (Recipient.OFSTED, "R15", day("2024-09-11")),
    ]
    targets = [one for one in found.obligations if one.rule == "R15"]
    assert all(one.expected_only for one in targets)
    assert targets[0].due is not None
    assert targets[0].due.skipped == (day("2024-09-14"), day("2024-09-15"))


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (Decision.NO_FURTHER_REVIEW, "no further review"),
        (Decision.REFER_NATIONAL, "national review"),
        (Decision.THEMATIC_OR_LOCAL_LEARNING, "thematic or other local learning"),
    ],
)
def test_a_cspr_cannot_be_commissioned_against_the_decision(
    decision: Decision, words: str
) -> None:
    after(opening, complete(decision)).when(commission()).then_refused(words)


def test_where_the_panel_asked_to_reconsider_that_comes_first() -> None:
    begun = (opening, complete(Decision.NO_FURTHER_REVIEW), answer())
    after(*begun).when(commission()).then_refused("Record first what was decided again")
    again = after(*begun, reconsider())
    again.when(commission("2024-04-10")).then_one(CSPRCommissioned)


def test_a_cspr_that_the_partners_gave_up_on_reconsidering_is_not_commissioned() -> None:
    begun = (opening, complete(), answer(), reconsider(Decision.NO_FURTHER_REVIEW))
    after(*begun).when(commission()).then_refused("no further review")


@pytest.mark.parametrize("said", list(PanelAnswer))
def test_the_partners_may_commission_what_they_decided_whatever_the_panel_says(
    said: PanelAnswer,
) -> None:
    after(opening, complete(), answer(said)).when(commission()).then_one(CSPRCommissioned)


@pytest.mark.parametrize("begun", [(), (opening,), (opening, cancel)])
def test_a_cspr_needs_a_completed_rapid_review(begun: tuple[Any, ...]) -> None:
    after(*begun).when(commission()).then_refused("Complete the rapid review first")


def test_commissioning_twice_is_nothing_and_commissioning_another_is_refused() -> None:
    begun = (opening, complete(), commission())
    after(*begun).when(commission()).then_nothing()
    after(*begun).when(commission("2024-03-21")).then_refused("commissioned already")


def test_days_that_cannot_be_are_refused() -> None:
    done = after(opening, complete())
    early = commission("2024-04-12", on="2024-04-11")
    done.when(early).then_refused("in the future")
    backward = commission("2024-04-12").model_copy(
        update={"commissioned_on": day("2024-04-11")}
    )
    done.when(backward).then_refused("taken on 2024-04-12, and this")
    ahead = commission().model_copy(update={"commissioned_on": day("2024-04-16")})
    done.when(ahead).then_refused("in the future")


def test_a_decision_of_a_mistyped_year_is_refused_and_says_which_day_it_is() -> None:
    done = after(opening, complete())
    for mistyped, words in (
        ("2023-03-20", "aware of this incident since 2024-03-01"),
        ("0224-03-20", "too far in the past"),
    ):
        when = done.when(commission(mistyped))
        when.then_refused(words)
        assert when.refusal is not None and when.refusal.field == "decided_on"
    done.when(commission("2024-03-18")).then_one(CSPRCommissioned)


def test_where_nobody_knows_since_when_a_review_began_when_it_opened_or_was_completed() -> None:
    referred = opening.model_copy(update={"aware_on": None})
    done = after(referred, complete())
    done.when(commission("2024-03-03")).then_refused("The rapid review began on 2024-03-04")
    done.when(commission("2024-03-04")).then_one(CSPRCommissioned)
