"""What was due in a case, folded: clocks, terms and actions, each with whose case it is."""

from datetime import date

from services.reporting.read_models.due_facts import CASE, DueFacts, DueRow
from shared.events.actions import ActionProgress
from shared.events.codes import WithdrawalReason
from shared.events.commissioning import ReviewTellingWithdrawn
from shared.events.event import Event
from shared.events.incidents import NotificationDeclined, NotificationWithdrawn
from shared.events.recomputed import DueDateRecomputed, Recomputed
from shared.events.values import Recipient
from tests.contract.examples import EXAMPLES
from tests.support.cases import SWINDON, WILTSHIRE, day, sealed
from tests.support.due import (
    aware,
    closed,
    commissioned,
    copies,
    delayed,
    due,
    progressed,
    published,
    raised,
    reopened,
    reported,
    rescheduled,
    taken_down,
)
from tests.support.panel import answered, opened, sent
from tests.unit.reporting.world import amended, died, fold, notified

declined = NotificationDeclined(rationale=sealed("none"), declined_on=day("2026-04-09"))


def rows(*events: Event) -> dict[tuple[str, int], DueRow]:
    return {(row.what, row.number): row for row in fold(DueFacts(), *events)}


def ended(*events: Event, what: str, number: int = 1) -> tuple[date | None, str | None]:
    row = rows(*events)[what, number]
    return row.ended_on, row.ended_how


def test_a_report_says_whose_the_case_is_and_starts_no_clock() -> None:
    (row,) = fold(DueFacts(), reported)
    assert (row.what, row.authority, row.due_on) == (CASE, WILTSHIRE, None)


def test_whose_it_is_goes_with_the_notification_to_all_that_is_due() -> None:
    told = rows(reported, aware, notified("2026-04-08", died(), authority=SWINDON))
    assert {row.authority for row in told.values()} == {SWINDON}
    again = rows(reported, aware, notified("2026-04-08", authority=SWINDON), reported)
    assert {row.authority for row in again.values()} == {SWINDON}
    amended_to = rows(aware, notified("2026-04-08"), amended(died(), authority=SWINDON))
    assert {row.authority for row in amended_to.values()} == {SWINDON}


def test_a_notification_ends_its_clock_also_after_it_was_declined() -> None:
    row = rows(aware)["notification", 1]
    assert (row.began_on, row.due_on, row.ended_on) == (
        day("2026-04-01"),
        day("2026-04-10"),
        None,
    )
    on = day("2026-04-13")
    assert ended(aware, notified("2026-04-13"), what="notification") == (on, "done")
    assert ended(aware, declined, what="notification") == (day("2026-04-09"), "not-notified")
    late = ended(aware, declined, notified("2026-04-13"), what="notification")
    assert late == (on, "done")


def test_imported_history_has_no_clock() -> None:
    told = rows(notified("2020-04-01", imported=True), opened(due_notified=None, imported=True))
    assert set(told) == {(CASE, 0)}


def test_the_report_to_the_panel_ends_one_clock_and_begins_another() -> None:
    answer_due = due("panel-answer", "RECEIVED", "2026-04-20", "2026-04-30")
    report = sent("2026-04-20", answer_due=answer_due)
    told = rows(opened(), report, answered("2026-05-04"))
    assert told["rapid-review", 1].ended_how == "done"
    assert told["panel-answer", 1].ended_on == day("2026-05-04")
    again = rows(opened(), report, answered("2026-05-04"), report)
    assert again["panel-answer", 1].ended_how == "done"
    assert again["panel-answer", 2].ended_on is None
    withdrawn = NotificationWithdrawn(
        reason=WithdrawalReason.CRITERIA_NOT_MET, withdrawn_on=day("2026-04-08")
    )
    assert ended(opened(), withdrawn, what="rapid-review")[1] == "cancelled"


def test_a_publication_ends_what_waited_for_it_and_has_to_stay() -> None:
    out = published("2026-10-20", "2027-10-20")
    told = rows(commissioned, delayed, copies, out)
    assert told["publication", 1].explained == "family"
    assert told["publication", 1].ended_on == day("2026-10-20")
    assert told["pre-publication", 1].ended_on == day("2026-10-20")
    assert told["availability", 1].ended_on is None
    gone = rows(commissioned, copies, out, taken_down("2026-12-01"), out)
    assert gone["availability", 1].ended_how == "taken-down"
    assert gone["availability", 2].ended_on is None


def test_a_clock_that_is_counted_anew_moves_while_it_runs_and_no_other_does() -> None:
    was = due("rapid-review", "NOTIFIED", "2026-04-01", "2026-04-24")
    now = was.model_copy(update={"due_on": day("2026-04-27")})
    moved = DueDateRecomputed(
        was=was, now=now, why=Recomputed.CALENDAR_ADOPTED, recomputed_on=day("2026-04-10")
    )
    begun = opened(due_notified=was)
    assert rows(begun, moved)["rapid-review", 1].due_on == day("2026-04-27")
    of_another = moved.model_copy(update={"recipient": Recipient.OFSTED})
    assert rows(begun, of_another)["rapid-review", 1].due_on == day("2026-04-24")
    over = rows(begun, sent("2026-04-20"), moved)["rapid-review", 1]
    assert over.due_on == day("2026-04-24")
    relaxed = opened(due_notified=was.model_copy(update={"relaxed_by": "2020"}))
    assert rows(relaxed)["rapid-review", 1].explained == "relaxed"


def test_a_copy_that_was_recorded_wrongly_begins_no_time_before_a_publication() -> None:
    wrongly = ReviewTellingWithdrawn(
        rule="R15",
        recipient=Recipient.OFSTED,
        told_on=day("2026-10-01"),
        reason=sealed("none"),
        withdrawn_on=day("2026-10-02"),
    )
    assert ("pre-publication", 1) in rows(commissioned, copies)
    assert ("pre-publication", 1) not in rows(commissioned, copies, wrongly)
    again = rows(commissioned, copies, wrongly.model_copy(update={"term": copies.term}))
    assert again["pre-publication", 1].ended_on is None
    of_delay = wrongly.model_copy(update={"rule": "R18"})
    assert ("pre-publication", 1) in rows(commissioned, copies, of_delay)


def test_an_action_is_closed_reopened_and_due_on_another_day() -> None:
    done = progressed(1, ActionProgress.DONE, "2026-06-01")
    begun = (raised(1, "2026-05-01", "2026-06-30"), raised(2, "2026-05-01", "2026-07-31"))
    told = rows(*begun, done, closed(1, "2026-06-02"))
    first, second = told["action", 1], told["action", 2]
    assert (first.ended_on, first.progress) == (day("2026-06-02"), "done")
    assert (second.ended_on, second.progress) == (None, "not-begun")
    again = rows(*begun, done, closed(1, "2026-06-02"), reopened(1, "2026-06-03"))["action", 1]
    assert (again.ended_on, again.ended_how, again.progress) == (None, None, "under-way")
    later = rows(*begun, rescheduled(2, "2026-07-31", "2026-09-30"))["action", 2]
    assert (later.due_on, later.explained) == (day("2026-09-30"), "rescheduled")


def test_it_folds_every_example_that_it_follows_one_alone_and_all_together() -> None:
    followed = [each for each in EXAMPLES.values() if type(each) in DueFacts.follows]
    assert len(followed) == len(DueFacts.follows)
    for example in followed:
        assert fold(DueFacts(), example)
    assert len(fold(DueFacts(), *followed)) > 5
