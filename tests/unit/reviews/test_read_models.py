"""The read models of reviews, given events: caseload, timeline and texts."""

from datetime import date

from services.reviews.next_steps import next_steps
from services.reviews.read_models import read_models
from services.reviews.read_models.caseload import Caseload, CaseRow
from services.reviews.read_models.happenings import happening, told
from services.reviews.read_models.texts import Texts
from services.reviews.read_models.timeline import Timeline
from shared.decisions.rules import due
from shared.events.catalogue import CATALOGUE
from shared.events.codes import Decision, PanelAnswer, SubmissionChannel
from shared.events.event import Event
from shared.events.incidents import AwarenessRecorded, IncidentNotified, IncidentReported
from shared.events.reports import PanelReportSubmitted, PanelResponded
from shared.events.reviews import (
    AgencySummaryReceived,
    AgencySummaryRequested,
    CSPRCommissioned,
    RapidReviewCompleted,
    RapidReviewOpened,
    RapidReviewReconsidered,
)
from tests.contract.examples import EXAMPLES
from tests.support.cases import SWINDON, WILTSHIRE, at, child, day, message, sealed, signed
from tests.unit.reviews.folding import fold

# Five working days from Thu 29 February 2024: 1, 4, 5, 6, 7 March; from Fri 1 March: 8 March.
reported = IncidentReported(
    authority=WILTSHIRE,
    children=(child(name=sealed("Annabel")),),
    summary=sealed("what happened"),
    message=message(1),
    reported_at=at("2024-02-29"),
    reported_on=day("2024-02-29"),
    presumed_due=due("notification", "REPORTED", day("2024-02-29")),
)
aware = AwarenessRecorded(
    aware_on=day("2024-03-01"), due=due("notification", "AWARE", day("2024-03-01"))
)
notified = IncidentNotified(
    authority=WILTSHIRE,
    children=(child(),),
    notified_at=at("2024-03-04"),
    notified_on=day("2024-03-04"),
    aware_on=day("2024-03-01"),
)
# Fifteen working days from Mon 4 March 2024 end on Mon 25 March; from Fri 1 March on Fri 22.
opened = RapidReviewOpened(
    authority=WILTSHIRE,
    opened_on=day("2024-03-04"),
    notified_on=day("2024-03-04"),
    due_notified=due("rapid-review", "NOTIFIED", day("2024-03-04")),
    due_aware=due("rapid-review", "AWARE", day("2024-03-01")),
)
completed = RapidReviewCompleted(
    decision=Decision.LCSPR,
    rationale=sealed("why"),
    signed_off_by=signed(on="2024-03-20"),
    completed_on=day("2024-03-20"),
)
submitted = PanelReportSubmitted(
    document_digest="0" * 64,
    channel=SubmissionChannel.SECURE_EMAIL,
    submitted_on=day("2024-03-26"),
    answer_due=due("panel-answer", "RECEIVED", day("2024-03-26")),
)
commissioned = CSPRCommissioned(
    decided_on=day("2024-03-20"),
    commissioned_on=day("2024-03-28"),
    due=due("publication", "DECIDED", day("2024-03-20")),
)


def answered(answer: PanelAnswer) -> PanelResponded:
    return PanelResponded(answer=answer, responded_on=day("2024-04-03"))


def case(*events: Event) -> CaseRow:
    (row,) = fold(Caseload(), *events)
    assert isinstance(row, CaseRow)
    return row


def stage_and_due(*events: Event) -> tuple[str, date | None, str | None]:
    row = case(*events)
    return row.stage, row.next_due_on, row.next_due_clock


def test_a_case_goes_through_its_stages_and_always_shows_what_is_due_next() -> None:
    way: list[Event] = [reported]
    assert stage_and_due(*way) == ("reported", day("2024-03-07"), "notification")
    way.append(aware)
    assert stage_and_due(*way) == ("aware", day("2024-03-08"), "notification")
    way.append(notified)
    assert stage_and_due(*way) == ("notified", None, None)
    way.append(opened)
    assert stage_and_due(*way) == ("rapid-review", day("2024-03-22"), "rapid-review")
    way.append(completed)
    assert stage_and_due(*way) == ("decided", day("2024-03-22"), "rapid-review")
    way.append(submitted)
    assert stage_and_due(*way) == ("with-panel", day("2024-04-05"), "panel-answer")
    way.append(answered(PanelAnswer.AGREES))
    assert stage_and_due(*way) == ("answered", None, None)
    way.append(commissioned)
    assert stage_and_due(*way) == ("commissioned", day("2024-09-20"), "publication")


def test_a_target_never_hides_a_duty() -> None:
    row = case(notified, opened, completed, commissioned, submitted)
    assert row.panel_answer_due_on == day("2024-04-05")
    assert (row.next_due_on, row.next_due_clock) == (day("2024-09-20"), "publication")


def test_what_comes_late_never_leads_back() -> None:
    row = case(reported, notified, opened, aware)
    assert (row.stage, row.aware_on) == ("rapid-review", day("2024-03-01"))
    assert row.notification_due_on is None


def test_after_a_notification_a_report_no_longer_says_whose_the_case_is() -> None:
    late = reported.model_copy(update={"authority": SWINDON})
    assert case(notified, late).authority == WILTSHIRE
    assert case(late, notified).authority == WILTSHIRE


def test_a_panel_that_disagrees_leads_to_a_new_decision() -> None:
    asked = (notified, opened, completed, submitted, answered(PanelAnswer.ASKS_TO_RECONSIDER))
    assert case(*asked).stage == "to-reconsider"
    again = RapidReviewReconsidered(
        decision=Decision.NO_FURTHER_REVIEW,
        rationale=sealed("again"),
        reconsidered_on=day("2024-04-08"),
        round=2,
    )
    row = case(*asked, again)
    assert (row.stage, row.decision) == ("decided", "no-further-review")


def test_agencies_are_waited_for_until_they_answer() -> None:
    ask = [
        AgencySummaryRequested(
            agency=agency, requested_on=day("2024-03-05"), due_on=day("2024-03-18")
        )
        for agency in ("The police", "The hospital")
    ]
    came = AgencySummaryReceived(agency="The police", received_on=day("2024-03-10"))
    row = case(notified, opened, *ask, came)
    assert (row.waiting_for, row.waiting_until) == (("The hospital",), ("2024-03-18",))
    who = [(step.who, step.by) for step in next_steps(row)]
    assert who == [
        ("The hospital", day("2024-03-18")),
        ("The chair of the Practice Review Group", day("2024-03-22")),
    ]
    cancelled, withdrawn = EXAMPLES["RapidReviewCancelled"], EXAMPLES["NotificationWithdrawn"]
    for ended in (completed, cancelled, withdrawn, opened):
        row = case(notified, opened, *ask, came, ended)
        assert (row.waiting_for, row.waiting_until) == ((), ())


def test_next_steps_say_who_owes_what_after_the_decision() -> None:
    steps = next_steps(case(notified, opened, completed))
    assert [(step.who, step.by) for step in steps] == [
        ("The reporting officer", day("2024-03-22")),
        ("The chair of the Practice Review Group", None),
    ]


def test_nothing_is_to_be_done_in_imported_history() -> None:
    imported = notified.model_copy(update={"imported": True})
    row = case(imported)
    assert (row.imported, next_steps(row)) == (True, ())


def test_a_timeline_tells_in_order_what_caused_what() -> None:
    rows = fold(Timeline(), reported, aware, notified, opened, completed)
    assert [row.place for row in rows] == [1, 2, 3, 4, 5]
    assert [row.source for row in rows][2:4] == ["notifications", "reviews"]
    assert (rows[3].actor, rows[3].causation_id) == ("policy:reviews", rows[2].event_id)
    assert rows[1].words == (
        "The authority became aware. A notification is due on 8 March 2024."
    )
    assert "25 March 2024 counted from notification" in rows[3].words


def test_every_event_of_a_case_has_words_and_none_of_them_are_sealed() -> None:
    told_of = {"case", "thematic"}
    of_cases = {name for name, one in CATALOGUE.items() if told_of & set(one.kinds)}
    assert {event.__name__ for event in told} == of_cases
    for name in of_cases:
        example = EXAMPLES[name]
        assert happening(example).words.endswith(".")
        assert "QQQQ" not in happening(example).words


def test_sealed_texts_are_kept_sealed_with_the_field_they_stand_in() -> None:
    rows = fold(Texts(), reported, notified, opened, completed)
    assert [(row.place, row.what, row.field) for row in rows] == [
        (1, "IncidentReported", "summary"),
        (2, "IncidentReported", "children.1.name"),
        (3, "RapidReviewCompleted", "rationale"),
    ]
    assert rows[0].box == sealed("what happened").box


def test_every_read_model_folds_every_example_that_it_follows() -> None:
    for model in read_models:
        for example in EXAMPLES.values():
            if type(example) in model.follows:
                fold(model, example)
