"""A local learning review: what it needs, what it records, and what the library may show."""

from typing import Any

import pytest

from services.reviews.next_steps import next_steps
from services.reviews.read_models.caseload import Caseload, CaseRow
from services.reviews.read_models.practice import PartRow, PracticeReview
from services.reviews.read_models.texts import Texts
from services.reviews.read_models.timeline import Timeline
from shared.events.codes import Decision
from shared.events.learning import (
    LearningPointRecorded,
    LearningPublished,
    LearningReviewBegun,
    LearningReviewCompleted,
    LearningSessionHeld,
    LearningWithdrawn,
)
from shared.events.learning_codes import LearningHidden, Practice
from shared.events.record_codes import AgencyKind
from tests.support.cases import WILTSHIRE, day, sealed
from tests.unit.reviews.folding import fold
from tests.unit.reviews.history import (
    after,
    cancel,
    commission,
    complete,
    opening,
    reconsider,
    take_up,
)
from tests.unit.reviews.history import answer as panel_answers
from tests.unit.reviews.learning import (
    begin,
    finish,
    heading,
    hide,
    hold_session,
    learn,
    learnt,
    show,
    taken_up,
    words,
)
from tests.unit.reviews.practice import name, publish, send, take_down

thematic = Decision.THEMATIC_OR_LOCAL_LEARNING
late = {"opening": opening.model_copy(update={"asked_at": finish("2024-04-03").asked_at})}


def case(*commands: Any) -> CaseRow:
    (row,) = fold(Caseload(), *after(*commands).history)
    assert isinstance(row, CaseRow)
    return row


def parts(*commands: Any) -> list[PartRow]:
    return list(fold(PracticeReview(), *after(*commands).history))


@pytest.mark.parametrize("practice", list(Practice))
def test_a_learning_review_begins_where_a_referral_was_taken_up_as_one(
    practice: Practice,
) -> None:
    begun = after(taken_up).when(begin(practice)).then_one(LearningReviewBegun)
    assert (begun.practice, begun.authority) == (practice, WILTSHIRE)
    after(taken_up, begin(practice)).when(begin(practice)).then_nothing()


def test_a_rapid_review_that_decided_on_learning_may_lead_to_one() -> None:
    decided = after(opening, complete(thematic))
    assert decided.when(begin(on="2024-03-25")).then_one(LearningReviewBegun)
    again = (opening, complete(), panel_answers(), reconsider(thematic))
    after(*again).when(begin(on="2024-04-15")).then_one(LearningReviewBegun)


@pytest.mark.parametrize(
    "begun",
    [
        (),
        (opening,),
        (opening, cancel),
        (opening, complete()),
        (opening, complete(Decision.NO_FURTHER_REVIEW)),
        (take_up(),),
        (opening, complete(), commission()),
    ],
)
def test_none_begins_where_nobody_decided_on_learning(begun: tuple[Any, ...]) -> None:
    after(*begun).when(begin(on="2024-04-20")).then_refused("Accept the referral first")


def test_a_second_one_and_days_that_cannot_be_are_refused() -> None:
    after(taken_up, begin()).when(begin(Practice.GOOD_PRACTICE)).then_refused("begun already")
    after(taken_up).when(begin(on="2024-03-01")).then_refused("taken up on 2024-03-04")
    after(taken_up).when(begin(begun_on=day("2024-03-12"))).then_refused("in the future")
    begun = after(taken_up, begin())
    begun.when(hold_session("2024-03-08")).then_refused("began on 2024-03-11")
    begun.when(learn(on="2024-03-08")).then_refused("began on 2024-03-11")
    begun.when(finish("2024-03-08")).then_refused("began on 2024-03-11")


def test_sessions_and_points_are_recorded_once_and_points_are_counted() -> None:
    begun = (taken_up, begin())
    after(*begun).when(hold_session()).then_one(LearningSessionHeld)
    after(*begun, hold_session()).when(hold_session()).then_nothing()
    after(*begun).when(hold_session(agencies=())).then_refused("Nobody took part")
    first = after(*begun).when(learn()).then_one(LearningPointRecorded)
    assert first.number == 1
    after(*begun, learn()).when(learn()).then_nothing()
    other = (
        after(*begun, learn()).when(learn(sealed("another"))).then_one(LearningPointRecorded)
    )
    assert other.number == 2


@pytest.mark.parametrize("command", [hold_session(), learn(), finish(), show(), hide()])
def test_nothing_is_recorded_of_a_review_that_has_not_begun(command: Any) -> None:
    after(taken_up).when(command).then_refused("Begin it first")


def test_a_review_is_completed_once_with_or_without_a_learning_point() -> None:
    after(taken_up, begin()).when(finish()).then_one(LearningReviewCompleted)
    after(*learnt).when(finish()).then_nothing()
    after(*learnt).when(finish("2024-04-03")).then_refused("completed on 2024-04-02")
    after(*learnt).when(learn(sealed("late"), "2024-04-03")).then_one(LearningPointRecorded)


def test_the_library_shows_a_cleared_text_that_is_not_sealed() -> None:
    after(*learnt).when(show()).then(
        LearningPublished(
            number=1,
            practice=Practice.NEAR_MISS,
            authority=WILTSHIRE,
            heading=heading,
            text=words,
            themes=("information sharing",),
            agencies=frozenset({AgencyKind.POLICE}),
            cleared_by=name("person-8"),
            cleared_on=day("2024-04-10"),
            published_on=day("2024-04-10"),
        )
    )
    after(*learnt, show()).when(show()).then_nothing()
    after(*learnt, show()).when(show(text="Other words.")).then_one(LearningPublished)


def test_what_is_not_recorded_completed_or_cleared_is_not_shown() -> None:
    after(*learnt[:-1]).when(show()).then_refused("Complete it first")
    after(*learnt).when(show(number=2)).then_refused("no learning point of this number")
    early = show(cleared_on=day("2024-03-15"))
    after(*learnt).when(early).then_refused("recorded on 2024-03-18")


def test_learning_does_not_get_out_before_the_review_of_its_case() -> None:
    notified = (*learnt, late["opening"])
    after(*notified).when(show()).then_refused("A rapid review of this case is open")
    decided = (*notified, complete(on="2024-04-12"))
    after(*decided).when(show(on="2024-04-15")).then_one(LearningPublished)
    commissioned = (*decided, commission("2024-04-12", on="2024-04-16"))
    after(*commissioned).when(show(on="2024-04-20")).then_refused("not published")
    # Seven working days from Mon 2 September 2024 end on Wed 11 September.
    out = (*commissioned, send(), publish())
    after(*out).when(show(on="2024-09-12")).then_one(LearningPublished)
    after(*out, take_down()).when(show(on="2024-12-03")).then_refused("not published")


def test_learning_is_withdrawn_at_once_wherever_the_case_stands() -> None:
    shown = (*learnt, show())
    after(*shown).when(hide()).then_one(LearningWithdrawn)
    after(*shown, hide()).when(hide()).then_nothing()
    after(*shown, late["opening"]).when(hide()).then_one(LearningWithdrawn)
    after(*shown, late["opening"], cancel).when(hide()).then_one(LearningWithdrawn)
    after(*learnt).when(hide()).then_refused("none can be withdrawn")
    after(*shown).when(hide(number=2)).then_refused("none can be withdrawn")


def test_words_that_may_identify_a_child_do_not_come_back() -> None:
    hidden = (*learnt, show(), hide())
    after(*hidden).when(show(on="2024-04-16")).then_refused("Write another")
    after(*hidden).when(show(on="2024-04-16", text="New words.")).then_one(LearningPublished)
    onward = (*hidden, show(on="2024-04-16", text="New words."))
    after(*onward).when(show(on="2024-04-17")).then_refused("Write another")
    outdated = (*onward, hide(LearningHidden.OUT_OF_DATE))
    after(*outdated).when(show(on="2024-04-17")).then_refused("Write another")
    other_heading = show(on="2024-04-16", heading="Another heading")
    after(*hidden).when(other_heading).then_refused("Write another")
    second = (*learnt, learn(sealed("more")), show(), hide())
    after(*second).when(show(2, on="2024-04-16")).then_refused("Write another")
    dated = (*learnt, show(), hide(LearningHidden.OUT_OF_DATE))
    after(*dated).when(show(on="2024-04-16")).then_one(LearningPublished)


def test_a_case_goes_on_from_learning_to_learnt_and_says_what_waits() -> None:
    def waits(*commands: Any) -> tuple[str, str]:
        row = case(*commands)
        return row.stage, " ".join(step.what.split(",")[0] for step in next_steps(row))

    assert waits(taken_up) == ("referral-accepted", "Begin the local learning review")
    assert waits(taken_up, begin()) == ("learning", "Record what is learnt")
    stage, what = waits(*learnt)
    assert stage == "learnt" and what.startswith("Publish what others can learn")
    assert waits(*learnt, show()) == ("learnt", "")
    assert case(*learnt, show(), hide()).in_library == ()
    assert case(*learnt).practice == "near-miss"
    assert case(*learnt, late["opening"]).stage == "rapid-review"
    assert case(*learnt, late["opening"], cancel).stage == "withdrawn"


def test_the_parts_of_a_learning_review_are_told_without_what_is_sealed() -> None:
    told = parts(*learnt, show(), show(text="Other words."), hide(LearningHidden.OUT_OF_DATE))
    assert [(row.part, row.ended_why) for row in told] == [
        ("learning", "completed"),
        ("session", None),
        ("point", None),
        ("library", "replaced"),
        ("library", "out-of-date"),
    ]
    assert told[2].facts == {"number": 1}
    assert [row.facts for row in told[3:]] == [{"number": 1}, {"number": 1}]
    (_, _, _, shown) = parts(*learnt, show())
    assert isinstance(shown.facts, dict) and shown.facts["text"] == words


def test_the_timeline_tells_and_the_sealed_texts_stay_sealed() -> None:
    history = after(*learnt, show()).history
    assert [row.words for row in fold(Timeline(), *history)] == [
        "The group took the referral up as a local learning review.",
        "A local learning review began: near miss.",
        "The local learning review went on with The police, The hospital.",
        "Learning point 1 was recorded.",
        "The local learning review was completed.",
        "Learning point 1 came into the learning library.",
    ]
    assert [row.field for row in fold(Texts(), *history)] == [
        "question",
        "account",
        "text",
        "summary",
        "cleared_by",
    ]
