"""A rapid review that waits: agencies asked again, more time agreed on, and who dissents."""

from typing import Any

from services.reviews.domain import ExtendRapidReview, RemindAgency
from services.reviews.read_models.agency_summaries import AgencySummaries
from services.reviews.read_models.caseload import Caseload
from services.reviews.read_models.clocks import Clocks
from services.reviews.read_models.happenings import happening
from shared.events.codes import ExtendedFor, SubmissionChannel
from shared.events.rapid_reviews import AgencyReminded, RapidReviewExtended
from shared.events.reports import PanelReportSubmitted
from shared.events.reviews import RapidReviewCompleted
from shared.events.values import PartnerRole
from tests.support.cases import at, day, sealed, signed
from tests.unit.reviews.folding import fold
from tests.unit.reviews.history import after, cancel, complete, due_on, opening
from tests.unit.reviews.test_rapid_review import request, summary

asked = (opening, request())


def remind(on: str = "2024-03-19", **told: Any) -> RemindAgency:
    base = {"agency": "The school", "note": sealed("please")}
    return RemindAgency(asked_at=at(on), **{**base, **told})


def extend(until: str = "2024-04-12", on: str = "2024-03-22", **told: Any) -> ExtendRapidReview:
    base = {
        "reason": ExtendedFor.AGENCY_INFORMATION,
        "why": sealed("twelve years of notes"),
        "agreed_by": sealed("D. Partner"),
        "organisation": "The council",
        "agreed_on": day(on),
    }
    return ExtendRapidReview(asked_at=at(on), until=day(until), **{**base, **told})


def test_an_agency_that_owes_its_summary_is_asked_again_as_often_as_needed() -> None:
    found = after(*asked).when(remind(due_on=day("2024-03-21"))).then_one(AgencyReminded)
    assert (found.agency, found.reminded_on) == ("The school", day("2024-03-19"))
    once = after(*asked, remind())
    once.when(remind()).then_nothing()
    once.when(remind("2024-03-20")).then_one(AgencyReminded)
    after(*asked).when(remind(due_on=day("2024-03-18"))).then_refused("This day is over")
    after(*asked).when(remind(agency="The police")).then_refused("was not asked")
    after(*asked, summary).when(remind()).then_refused("sent its summary on 2024-03-12")
    after(opening, cancel).when(remind()).then_refused("No rapid review of this case is open")
    after(*asked, complete()).when(remind()).then_refused(
        "No rapid review of this case is open"
    )


def test_an_extension_names_who_agreed_and_moves_no_due_date() -> None:
    found = after(*asked).when(extend()).then_one(RapidReviewExtended)
    assert (found.due_on, found.until) == (day(due_on), day("2024-04-12"))
    after(*asked, extend()).when(extend()).then_nothing()
    after(*asked, extend()).when(extend("2024-04-19")).then_one(RapidReviewExtended)
    after(*asked).when(extend(due_on)).then_refused("due on 2024-03-25 already")
    after(*asked, complete()).when(extend()).then_one(RapidReviewExtended)
    after().when(extend()).then_refused("no rapid review")
    unclocked = opening.model_copy(update={"notified_on": None, "aware_on": None})
    after(unclocked).when(extend()).then_refused("due on a day")
    after(*asked).when(extend(agreed_on=day("2024-02-01"))).then_refused("since 2024-03-01")


def test_a_report_after_its_day_is_late_and_explained() -> None:
    told = after(*asked, extend()).history
    running = [row for row in fold(Clocks(), *told) if row.governs]
    assert [(row.due_on, row.state, row.explained, row.extended_until) for row in running] == [
        (day(due_on), "running", "agency-information", day("2024-04-12"))
    ]
    sent = PanelReportSubmitted(
        document_digest="a" * 64,
        channel=SubmissionChannel.EMAIL,
        submitted_on=day("2024-04-10"),
        answer_due=None,
    )
    (late,) = [row for row in fold(Clocks(), *told, sent) if row.governs]
    assert (late.breached, late.days_late, late.explained) == (True, 16, "agency-information")
    assert "due on 25 March 2024 all the same" in happening(told[-1]).words


def test_who_was_asked_reminded_and_told_stands_in_one_place() -> None:
    police = request(agency="The police")
    told = after(*asked, police, remind(due_on=day("2024-03-21")), remind("2024-03-20"))
    school, other = fold(AgencySummaries(), *told.history)
    assert (school.reminders, school.reminded_on, school.due_on) == (
        2,
        day("2024-03-20"),
        day("2024-03-21"),
    )
    assert (other.agency, other.reminders, other.received_on) == ("The police", 0, None)
    (row,) = fold(Caseload(), *told.history)
    assert row.waiting_until == ("2024-03-21", "2024-03-18")
    came = after(*asked, remind(), summary.model_copy(update={"asked_at": at("2024-03-20")}))
    (here,) = fold(AgencySummaries(), *came.history)
    assert (here.received_on, here.ended_on) == (day("2024-03-12"), None)
    (over,) = fold(AgencySummaries(), *after(*asked, complete()).history)
    assert over.ended_on == day("2024-03-20")


def test_a_partner_dissents_beside_the_others_and_not_alone() -> None:
    authority, police, health = signed(on="2024-03-20")
    dissent = police.model_copy(update={"dissent": sealed("a local review is needed")})
    found = after(opening).when(complete(signed_off_by=(authority, dissent, health)))
    decided = found.then_one(RapidReviewCompleted)
    assert [one.partner_role for one in decided.signed_off_by if one.dissent] == [
        PartnerRole.POLICE
    ]
    assert "Dissent recorded: police." in happening(decided).words
    nobody = [
        one.model_copy(update={"dissent": sealed("no")}) for one in signed(on="2024-03-20")
    ]
    after(opening).when(complete(signed_off_by=tuple(nobody))).then_refused(
        "Everybody who signed"
    )
