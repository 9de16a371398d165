"""Which form of a local learning review makes sense when, and how a form is read."""

import pytest

from services.reviews.api.learning_bodies import Beginning, Point, Showing
from services.reviews.forms import read_form
from services.reviews.learning_pages import may_do
from services.reviews.read_models.practice import PracticeReview
from shared.edge.refusals import BadInput
from shared.events.learning_codes import Practice
from shared.events.record_codes import AgencyKind
from tests.unit.reviews.folding import fold
from tests.unit.reviews.history import after
from tests.unit.reviews.learning import begin, finish, hide, learnt, show, taken_up

shown = {
    "number": "2",
    "heading": "Say who holds the plan",
    "text": "Write down\nwho has it.",
    "themes": " information sharing \n\nfathers",
    "agency-health": "yes",
    "agency-police": "yes",
    "cleared_by": "C. Reader",
    "cleared_on": "2026-04-20",
}


def forms(*commands: object, chair: bool = True) -> list[str]:
    return may_do(list(fold(PracticeReview(), *after(*commands).history)), chair=chair)


def test_the_form_that_comes_next_is_the_first_and_what_makes_no_sense_is_not_there() -> None:
    assert forms(taken_up) == ["begin"]
    assert forms(taken_up, begin()) == ["point", "session", "complete"]
    assert forms(taken_up, begin(), finish()) == ["point", "session"]
    assert forms(*learnt) == ["publish", "point", "session"]
    assert forms(*learnt, show()) == ["publish", "point", "session", "withdraw"]
    assert forms(*learnt, show(), hide()) == ["publish", "point", "session"]


def test_a_member_of_the_group_has_the_forms_that_are_not_the_chairs() -> None:
    assert forms(taken_up, chair=False) == []
    assert forms(*learnt, show(), chair=False) == ["point", "session", "withdraw"]


def test_a_form_is_read_with_lists_by_line_and_boxes_by_name() -> None:
    sent = read_form(Showing, shown)
    assert isinstance(sent, Showing)
    assert sent.number == 2 and sent.themes == ("information sharing", "fathers")
    assert sent.agencies == {AgencyKind.HEALTH, AgencyKind.POLICE}
    assert sent.text == "Write down\nwho has it."
    begun = read_form(
        Beginning, {"practice": "good-practice", "agencies": "A\nB", "begun_on": "2026-04-20"}
    )
    assert isinstance(begun, Beginning) and begun.practice is Practice.GOOD_PRACTICE
    assert begun.agencies == ("A", "B")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": "two"}, "number"),
        ({"themes": "x" * 101}, "themes"),
        ({"agency-nothing": "yes"}, "agencies"),
        ({"cleared_on": "20 April"}, "cleared_on"),
        ({"heading": "a" * 301}, "heading"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(change: dict[str, str], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_form(Showing, {**shown, **change})
    assert {fault.field for fault in refused.value.faults} == {field}
    with pytest.raises(BadInput):
        read_form(Point, {})
