"""The report to the Panel: required, sent, answered, and sent again for another decision."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.reporting.api.reports import Answered
from services.reporting.domain import (
    RecordPanelResponse,
    RequirePanelReport,
    SubmitPanelReport,
    decider,
)
from shared.decisions.rules import due
from shared.events.codes import Decision, PanelAnswer, SubmissionChannel
from shared.events.event import Event
from shared.events.reports import PanelReportRequired, PanelReportSubmitted, PanelResponded
from shared.events.values import Breach
from tests.support.cases import at, day, sealed
from tests.support.given import Given, given

# Fifteen working days from Mon 4 March 2024 end on Mon 25, from Fri 1 March on Fri 22.
due_notified = due("rapid-review", "NOTIFIED", day("2024-03-04"))
due_aware = due("rapid-review", "AWARE", day("2024-03-01"))

require = RequirePanelReport(
    asked_at=at("2024-03-20"),
    decision=Decision.NO_FURTHER_REVIEW,
    completed_on=day("2024-03-20"),
    due_notified=due_notified,
    due_aware=due_aware,
)
require_again = RequirePanelReport(
    asked_at=at("2024-04-10"),
    decision=Decision.LCSPR,
    completed_on=day("2024-04-10"),
    round=2,
)


def submit(on: str = "2024-03-22", digest: str = "a" * 64) -> SubmitPanelReport:
    return SubmitPanelReport(
        asked_at=at(on),
        document_digest=digest,
        channel=SubmissionChannel.SECURE_EMAIL,
        national_ref="CSI-1",
        evidence_note=sealed("receipt"),
        submitted_on=day(on),
    )


def respond(
    said: PanelAnswer = PanelAnswer.AGREES, on: str = "2024-04-02"
) -> RecordPanelResponse:
    return RecordPanelResponse(
        asked_at=at(on), answer=said, responded_on=day(on), note=sealed("note")
    )


def after(*commands: Any) -> Given:
    history: list[Event] = []
    for command in commands:
        when = given(decider, *history).when(command)
        assert when.events, when.refusal
        history.extend(when.events)
    return given(decider, *history)


def test_a_note_of_blanks_is_no_note() -> None:
    with pytest.raises(ValidationError, match="note"):
        Answered(answer=PanelAnswer.AGREES, responded_on=day("2024-04-02"), note=" \n")


def test_a_report_was_not_sent_before_its_decision_was_taken() -> None:
    after(require).when(submit("2024-03-20")).then_one(PanelReportSubmitted)
    after(require).when(submit("2023-03-22")).then_refused("The decision was taken on")


def test_a_report_is_required_by_the_dates_of_the_review() -> None:
    found = after().when(require).then_one(PanelReportRequired)
    assert (found.due, found.due_aware, found.round) == (due_notified, due_aware, 1)
    assert (found.decision, found.completed_on) == (
        Decision.NO_FURTHER_REVIEW,
        day("2024-03-20"),
    )


def test_a_report_that_is_required_already_is_not_required_again() -> None:
    after(require).when(require).then_nothing()
    after(require, submit()).when(require).then_nothing()
    after(require, submit(), respond()).when(require).then_nothing()


def test_a_report_in_time_is_recorded_with_the_target_for_its_answer() -> None:
    found = after(require).when(submit("2024-03-25")).then_one(PanelReportSubmitted)
    assert (found.breach, found.round) == (None, 1)
    assert (found.document_digest, found.channel) == ("a" * 64, SubmissionChannel.SECURE_EMAIL)
    assert found.answer_due is not None
    assert (found.answer_due.rule, found.answer_due.due_on) == ("R9", day("2024-04-04"))


def test_a_late_report_is_recorded_with_its_breach_and_never_refused() -> None:
    found = after(require).when(submit("2024-03-27")).then_one(PanelReportSubmitted)
    assert found.breach == Breach(
        clock="rapid-review",
        due_on=day("2024-03-25"),
        done_on=day("2024-03-27"),
        days_late=2,
    )


def test_lateness_is_judged_by_the_start_that_governs() -> None:
    by_awareness = require.model_copy(update={"governing": "AWARE"})
    found = after(by_awareness).when(submit("2024-03-25")).then_one(PanelReportSubmitted)
    assert found.breach is not None and found.breach.days_late == 3


def test_a_report_without_a_clock_is_never_late() -> None:
    without = require.model_copy(update={"due_notified": None, "due_aware": None})
    found = after(without).when(submit("2025-01-06")).then_one(PanelReportSubmitted)
    assert found.breach is None


def test_the_same_sending_again_is_nothing_and_another_one_is_refused() -> None:
    after(require, submit()).when(submit()).then_nothing()
    after(require, submit(), respond()).when(submit()).then_nothing()
    other = submit("2024-03-25", digest="b" * 64)
    after(require, submit()).when(other).then_refused("sent on 2024-03-22")


def test_nothing_is_sent_before_a_decision() -> None:
    after().when(submit()).then_refused("Complete the rapid review first")


def test_a_sending_in_the_future_is_refused() -> None:
    ahead = submit().model_copy(update={"submitted_on": day("2024-03-23")})
    after(require).when(ahead).then_refused("in the future")


def test_what_the_panel_asks_for_in_addition_is_sent_and_not_judged_by_the_clock() -> None:
    begun = (require, submit(), respond(PanelAnswer.ASKS_FOR_MORE))
    more = submit("2024-04-08", digest="b" * 64)
    found = after(*begun).when(more).then_one(PanelReportSubmitted)
    assert (found.breach, found.round) == (None, 1)
    unasked = submit("2024-04-01", digest="b" * 64)
    after(*begun).when(unasked).then_refused("The Panel asked for more on 2024-04-02")
    after(*begun, more).when(respond(on="2024-04-15")).then_one(PanelResponded)


@pytest.mark.parametrize(
    "said",
    [
        PanelAnswer.AGREES,
        PanelAnswer.ASKS_TO_RECONSIDER,
        PanelAnswer.NATIONAL_OR_THEMATIC_REVIEW,
    ],
)
def test_after_any_other_answer_nothing_more_is_sent_of_this_decision(
    said: PanelAnswer,
) -> None:
    begun = (require, submit(), respond(said))
    more = submit("2024-04-08", digest="b" * 64)
    after(*begun).when(more).then_refused("decided again")


@pytest.mark.parametrize("said", list(PanelAnswer))
def test_an_answer_is_recorded_for_the_report_sent_last(said: PanelAnswer) -> None:
    found = after(require, submit()).when(respond(said)).then_one(PanelResponded)
    assert (found.answer, found.round, found.note) == (said, 1, sealed("note"))


def test_the_same_answer_again_is_nothing_and_a_further_one_is_recorded() -> None:
    begun = (require, submit(), respond())
    after(*begun).when(respond()).then_nothing()
    further = respond(PanelAnswer.NATIONAL_OR_THEMATIC_REVIEW, on="2024-04-09")
    found = after(*begun).when(further).then_one(PanelResponded)
    assert found.answer is PanelAnswer.NATIONAL_OR_THEMATIC_REVIEW


def test_an_answer_needs_a_report_that_was_sent() -> None:
    after().when(respond()).then_refused("was sent to the Panel yet")
    after(require).when(respond()).then_refused("was sent to the Panel yet")


def test_an_answer_is_neither_of_the_future_nor_older_than_the_report() -> None:
    ahead = respond().model_copy(update={"responded_on": day("2024-04-03")})
    after(require, submit()).when(ahead).then_refused("in the future")
    older = respond(on="2024-03-21")
    after(require, submit()).when(older).then_refused("The report was sent on 2024-03-22")


def test_a_decision_taken_again_is_told_in_a_round_of_its_own() -> None:
    begun = (require, submit(), respond(PanelAnswer.ASKS_TO_RECONSIDER), require_again)
    again = submit("2024-04-12", digest="b" * 64)
    found = after(*begun).when(again).then_one(PanelReportSubmitted)
    assert (found.round, found.breach) == (2, None)
    after(*begun).when(respond(on="2024-04-15")).then_refused("was sent to the Panel yet")
    answered = after(*begun, again).when(respond(on="2024-04-15")).then_one(PanelResponded)
    assert answered.round == 2
    after(*begun).when(require).then_nothing()
