"""The rules of a thematic review at work, and of its publication."""

import pytest
from pydantic import ValidationError

from services.reviews.domain.thematic import CaseStanding, Standing, decider
from shared.events.practice_codes import TakenDownFor
from shared.events.publication import TooEarly
from shared.events.thematic import (
    CaseIncluded,
    CaseLeftOut,
    ThematicCopySent,
    ThematicLearningRecorded,
    ThematicReviewConcluded,
    ThematicReviewerAppointed,
    ThematicReviewerRemoved,
    ThematicReviewOpened,
    ThematicReviewPublished,
    ThematicReviewTakenDown,
)
from shared.events.thematic_codes import LearntAs
from shared.events.values import Recipient
from tests.support.cases import SWINDON, WILTSHIRE, day, sealed
from tests.support.given import given
from tests.unit.reviews.thematic import (
    appoint,
    begin,
    conclude,
    done,
    elsewhere,
    everybody,
    first,
    include,
    learn,
    leave_out,
    lived,
    publish,
    remove,
    second,
    send,
    standings,
    take_down,
    theme,
    two_cases,
    words,
)


def test_it_is_opened_once_and_the_same_again_changes_nothing() -> None:
    twice = begin(authorities=(WILTSHIRE, SWINDON, WILTSHIRE))
    opened = given(decider).when(twice).then_one(ThematicReviewOpened)
    assert (opened.theme, opened.authorities) == (theme, (WILTSHIRE, SWINDON))
    lived(begin()).when(begin()).then_nothing()
    lived(begin()).when(begin(question=sealed("another"))).then_refused("open already")
    period = begin(covers_from=day("2024-01-01"), covers_until=day("2023-01-01"))
    given(decider).when(period).then_refused("ends before it begins")
    given(decider).when(begin(opened_on=day("2024-03-05"))).then_refused("in the future")


@pytest.mark.parametrize(
    "command", [include(), leave_out(), appoint(), remove(), learn(), conclude(), send()]
)
def test_nothing_happens_in_one_that_is_not_opened(command: object) -> None:
    given(decider).when(command).then_refused("Open it first")  # type: ignore[arg-type]


def test_a_case_comes_in_once_its_review_has_begun_and_goes_with_a_reason() -> None:
    lived(begin()).when(include(reviewed=False)).then_refused("No review of this case has")
    came = lived(begin()).when(include()).then_one(CaseIncluded)
    assert came.case == first
    inside = lived(begin(), include())
    inside.when(include()).then_nothing()
    inside.when(include(why=sealed("another"))).then_refused("since 2024-03-05")
    inside.when(leave_out(second)).then_refused("not in the thematic review")
    inside.when(leave_out()).then_one(CaseLeftOut)
    lived(begin(), include(), leave_out()).when(leave_out()).then_nothing()
    again = lived(begin(), include(), leave_out(), include(on="2024-04-02"))
    again.when(leave_out(on="2024-04-08")).then_one(CaseLeftOut)
    early = include(on="2024-03-05", included_on=day("2024-03-03"))
    lived(begin()).when(early).then_refused("was opened on 2024-03-04")


def test_one_reviewer_leads_at_a_time() -> None:
    appointed = lived(begin()).when(appoint()).then_one(ThematicReviewerAppointed)
    assert appointed.lead and appointed.independence.independent
    led = lived(begin(), appoint())
    led.when(appoint()).then_nothing()
    led.when(appoint(2, lead=True)).then_refused("has a lead")
    led.when(appoint(2)).then_one(ThematicReviewerAppointed)
    led.when(remove(2)).then_refused("nobody who carries it out")
    led.when(remove()).then_one(ThematicReviewerRemoved)
    left = lived(begin(), appoint(), remove())
    left.when(remove()).then_nothing()
    left.when(appoint(2, lead=True)).then_one(ThematicReviewerAppointed)


def test_findings_and_recommendations_are_counted_together() -> None:
    found = lived(begin()).when(learn()).then_one(ThematicLearningRecorded)
    assert (found.number, found.learnt_as) == (1, LearntAs.FINDING)
    learnt = lived(begin(), learn())
    learnt.when(learn()).then_nothing()
    advice = learnt.when(learn("do", learnt_as=LearntAs.RECOMMENDATION))
    assert advice.then_one(ThematicLearningRecorded).number == 2


def test_it_is_concluded_over_several_cases_and_then_learns_no_more() -> None:
    lived(begin()).when(conclude()).then_refused("no case is in this one")
    lived(begin(), include()).when(conclude()).then_refused("one case is in this one")
    lived(*two_cases).when(conclude()).then_one(ThematicReviewConcluded)
    over = lived(*done)
    over.when(conclude()).then_nothing()
    over.when(conclude(on="2024-08-06")).then_refused("concluded on 2024-08-05")
    over.when(learn("more")).then_refused("nothing more is learnt")
    third = "case-01890a5d-ac96-774b-bcce-000000000003"
    over.when(include(third, on="2024-08-12")).then_one(CaseIncluded)
    over.when(leave_out(on="2024-08-12")).then_one(CaseLeftOut)


def test_it_is_published_once_everybody_who_sees_it_first_has_had_it_seven_working_days() -> (
    None
):
    lived(*two_cases).when(publish()).then_refused("Conclude it first")
    lived(*done).when(publish()).then_refused("No copy of the thematic review has gone to")
    part = lived(*done, send(to=(Recipient.PANEL,)))
    part.when(publish()).then_refused("the Secretary of State and Ofsted")
    sent = lived(*done).when(send()).then_one(ThematicCopySent)
    assert sent.term is not None and sent.term.ends_on == day("2024-09-11")
    seen = lived(*done, send())
    seen.when(send()).then_nothing()
    seen.when(publish("2024-09-10")).then_refused("on 2024-09-11 at the earliest")
    out = seen.when(publish()).then_one(ThematicReviewPublished)
    assert (out.learning, out.authorities) == (words, (WILTSHIRE,))
    assert (out.outside, out.too_early) == (False, None)
    lived(*done, send(), publish()).when(publish()).then_nothing()
    other = publish(title="Another title")
    lived(*done, send(), publish()).when(other).then_refused("take down first")


@pytest.mark.parametrize(
    ("standing", "told"),
    [
        (Standing.RAPID_REVIEW, "1 case: a rapid review is open"),
        (Standing.NOT_PUBLISHED, "commissioned and not published"),
        (Standing.HELD, "a trial or an inquest holds"),
    ],
)
def test_nothing_gets_out_before_the_reviews_of_its_own_cases_may(
    standing: Standing, told: str
) -> None:
    seen = lived(*done, send())
    seen.when(publish(standings=standings(second=standing))).then_refused(told)
    held = standings(first=Standing.HELD)
    third = "case-01890a5d-ac96-774b-bcce-000000000003"
    alone = (*done, send(), leave_out(on="2024-09-03"))
    lived(*alone).when(publish(standings=standings()[1:])).then_refused("Fewer than two")
    without = lived(*alone, include(third, on="2024-09-03"))
    without.when(publish(standings=held)).then_refused("have changed")
    now = (CaseStanding(case=third, standing=Standing.NOTHING), *standings()[1:])
    without.when(publish(standings=now)).then_one(ThematicReviewPublished)
    seen.when(publish(standings=standings()[:1])).then_refused("have changed")


def test_what_was_published_outside_is_recorded_with_what_it_broke() -> None:
    early = lived(*two_cases).when(elsewhere()).then_one(ThematicReviewPublished)
    assert early.outside and early.too_early == TooEarly(not_sent_to=everybody)
    seen = lived(*done, send())
    out = seen.when(elsewhere("2024-09-04")).then_one(ThematicReviewPublished)
    assert out.too_early == TooEarly(earliest_on=day("2024-09-11"))
    assert (
        seen.when(elsewhere("2024-09-11")).then_one(ThematicReviewPublished).too_early is None
    )
    told = lived(*done, send(), elsewhere())
    told.when(elsewhere()).then_nothing()
    told.when(publish()).then_refused("take down first")
    told.when(leave_out(on="2024-09-05")).then_refused("over the cases that are in it")
    other = include("case-01890a5d-ac96-774b-bcce-000000000003", on="2024-09-05")
    told.when(other).then_refused("over the cases that are in it")


def test_it_is_taken_down_at_once_and_seen_first_anew_in_other_words() -> None:
    lived(*done).when(take_down()).then_refused("Nothing of this thematic review is published")
    out = (*done, send(), publish())
    lived(*out).when(take_down()).then_one(ThematicReviewTakenDown)
    gone = lived(*out, take_down())
    gone.when(take_down()).then_nothing()
    anew = publish("2024-10-21", learning="Other words.", recommendations="Others.")
    gone.when(anew).then_refused("No copy of the thematic review")
    again = lived(*out, take_down(), send("2024-10-09"))
    again.when(publish("2024-10-21")).then_refused("Write another")
    hidden = publish("2024-10-21", learning="Other words.")
    again.when(hidden).then_refused("Write another")
    again.when(anew).then_one(ThematicReviewPublished)
    for_a_fault = lived(*out, take_down(TakenDownFor.FAULT_IN_REPORT), send("2024-10-09"))
    for_a_fault.when(publish("2024-10-21")).then_one(ThematicReviewPublished)


def test_what_was_taken_down_does_not_come_back_as_published_elsewhere() -> None:
    gone = lived(*done, send(), publish(), take_down())
    gone.when(elsewhere("2024-10-08")).then_refused("Write another")
    there = elsewhere("2024-10-08", learning="Other words.", recommendations=None)
    gone.when(there).then_one(ThematicReviewPublished)
    lived(*done, elsewhere(), take_down()).when(elsewhere()).then_refused("Write another")
    with pytest.raises(ValidationError, match="address"):
        elsewhere(address=None)
