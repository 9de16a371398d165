"""What the pages of thematic reviews are made from."""

from typing import Any

from services.reviews.api.thematic_shown import shown_of_case, shown_thematic
from services.reviews.case_standing import is_reviewed, standing_of
from services.reviews.domain.thematic import Standing
from services.reviews.read_models import CaseRow, ThematicCaseRow, ThematicRow
from services.reviews.read_models.happenings import happening
from services.reviews.read_models.stages import Stage
from services.reviews.read_models.texts import Texts
from services.reviews.read_models.thematic import ThematicCases, ThematicReviews
from services.reviews.thematic import OfCaseRow
from services.reviews.thematic_forms import may_do
from shared.edge.identity import Actor, Role
from tests.contract.examples import EXAMPLES
from tests.support.cases import SWINDON, WILTSHIRE, at, day
from tests.unit.reviews.folding import fold
from tests.unit.reviews.thematic import (
    appoint,
    conclude,
    done,
    elsewhere,
    first,
    learn,
    leave_out,
    lived,
    publish,
    remove,
    second,
    send,
    take_down,
    two_cases,
)


def row(*commands: object) -> ThematicRow:
    (found,) = fold(ThematicReviews(), *lived(*commands).history)
    assert isinstance(found, ThematicRow)
    return found


def member(*authorities: str) -> Actor:
    return Actor("m", "council", frozenset({Role.GROUP_MEMBER}), frozenset(authorities))


def case(subject: str, authority: str, stage: str = "decided", **more: object) -> CaseRow:
    return CaseRow(subject, stage, at("2024-03-04"), authority=authority, **more)  # type: ignore[arg-type]


def test_a_row_follows_the_review_to_its_publication_and_loses_the_text_with_it() -> None:
    at_work = row(*done[:3], appoint(), appoint(2), remove())
    reviewers: Any = at_work.reviewers
    assert (at_work.stage, [one["lead"] for one in reviewers]) == (
        "open",
        [True, False],
    )
    assert [one["removed_on"] for one in reviewers] == ["2024-04-02", None]
    ready = row(*done, send())
    assert (ready.stage, ready.opens_on) == ("concluded", day("2024-09-11"))
    assert ready.copies == dict.fromkeys(
        ("panel", "secretary-of-state", "ofsted"), "2024-09-02"
    )
    assert ready.learnt == [{"number": 1, "learnt_as": "finding", "recorded_on": "2024-05-07"}]
    out = row(*done, send(), publish())
    assert (out.stage, out.title, out.too_early) == (
        "published",
        "Thematic review: babies",
        False,
    )
    gone = row(*done, send(), publish(), take_down())
    assert (gone.stage, gone.title, gone.copies, gone.opens_on) == (
        "taken-down",
        None,
        {},
        None,
    )
    assert gone.taken_down_why == "child-identifiable"


def test_a_case_is_in_it_or_was() -> None:
    rows = fold(ThematicCases(), *lived(*done, leave_out(on="2024-09-03")).history)
    assert [(one.case_id, one.left_out_why) for one in rows] == [
        (first, "proceedings"),
        (second, None),
    ]


def test_a_sealed_text_about_one_case_says_of_which() -> None:
    rows = fold(Texts(), *lived(*two_cases, leave_out(), learn()).history)
    assert [(one.field, one.of_case) for one in rows] == [
        ("question", None),
        ("why", first),
        ("why", second),
        ("note", first),
        ("text", None),
    ]


def test_each_case_is_shown_to_who_may_see_it_and_the_others_are_counted() -> None:
    cases = [
        ThematicCaseRow("thematic-1", one, day("2024-03-05"))
        for one in (first, second, "case-3")
    ]
    found = {first: case(first, WILTSHIRE), second: case(second, SWINDON)}
    ours = shown_thematic(row(*done), cases, found, member(WILTSHIRE))
    assert ([one.case for one in ours.cases], ours.cases_not_shown) == ([first], 2)
    assert second not in str(ours)
    auditor = Actor("a", "council", frozenset({Role.AUDITOR}))
    assert shown_thematic(row(*done), cases, found, auditor).cases_not_shown == 1


def test_a_case_says_in_which_thematic_reviews_it_is() -> None:
    days = (day("2024-03-05"), None, None)
    rows = [
        OfCaseRow("thematic-1", "Babies", "open", [WILTSHIRE], *days),
        OfCaseRow("thematic-2", "Fathers", "open", [SWINDON], *days),
    ]
    shown = shown_of_case(rows, member(WILTSHIRE))
    assert ([one.id for one in shown.thematic_reviews], shown.not_shown) == (["thematic-1"], 1)
    assert "Fathers" not in str(shown)


def test_what_stands_against_publishing_is_told_by_the_caseload() -> None:
    def of(stage: Stage, **more: object) -> Standing:
        return standing_of(case(first, WILTSHIRE, stage, **more))

    assert of(Stage.RAPID_REVIEW) is of(Stage.TO_RECONSIDER) is Standing.RAPID_REVIEW
    assert of(Stage.COMMISSIONED) is of(Stage.TAKEN_DOWN) is Standing.NOT_PUBLISHED
    assert of(Stage.COMMISSIONED, held_by=("inquest",)) is Standing.HELD
    before = (Stage.REFERRAL_ACCEPTED, Stage.DECIDED, Stage.WITH_PANEL, Stage.ANSWERED)
    assert {of(stage, decision="lcspr") for stage in before} == {Standing.NOT_PUBLISHED}
    assert of(Stage.DECIDED, decision="lcspr", held_by=("trial",)) is Standing.HELD
    assert of(Stage.PUBLISHED, decision="lcspr") is Standing.NOTHING
    over = (Stage.DECIDED, Stage.ANSWERED, Stage.LEARNT, Stage.PUBLISHED, Stage.WITHDRAWN)
    assert {of(stage) for stage in over} == {Standing.NOTHING}
    assert not is_reviewed(case(first, WILTSHIRE, "notified"))
    assert is_reviewed(case(first, WILTSHIRE, "withdrawn", opened_on=day("2024-03-04")))
    assert is_reviewed(case(first, WILTSHIRE, "referral-accepted", decision="lcspr"))


def test_the_forms_are_those_that_make_sense_now() -> None:
    def forms(*commands: object, chair: bool = True) -> list[str]:
        return may_do(shown_thematic(row(*commands), [], {}, member(WILTSHIRE)), chair=chair)

    assert forms(done[0])[0] == "include" and "publish" not in forms(done[0])
    assert forms(*done)[0] == "publish"
    assert forms(*done, chair=False) == ["copy", "include"]
    assert forms(*done, send(), publish()) == ["take-down", "copy"]
    assert forms(*done, send(), publish(), take_down())[0] == "publish"
    outside = (*two_cases, elsewhere())
    assert forms(*outside) == ["take-down", "copy", "learn", "conclude"]
    gone = forms(*outside, take_down())
    assert gone[:3] == ["learn", "conclude", "copy"] and "publish" not in gone
    assert forms(*outside, take_down(), conclude(on="2024-10-08"))[0] == "publish"


def test_no_case_is_named_on_the_timeline_of_a_thematic_review() -> None:
    for name in ("CaseIncluded", "CaseLeftOut"):
        example = EXAMPLES[name]
        assert example.case not in happening(example).words  # type: ignore[attr-defined]
    assert "babies" not in happening(EXAMPLES["ThematicReviewPublished"]).words
