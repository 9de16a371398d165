"""Legal holds and erasures: what refuses what, and that nothing is done twice."""

from services.reporting.domain.erasure import (
    OrderErasure,
    PlaceLegalHold,
    RecordErasure,
    ReleaseLegalHold,
    erasing,
)
from shared.events.erasures import (
    ErasureCarriedOut,
    ErasureOrdered,
    ErasureReason,
    HoldReason,
    LegalHoldPlaced,
    LegalHoldReleased,
)
from tests.support.cases import at, day
from tests.support.given import given

narrative, first, second = "case-1/narrative", "case-1/person-1", "case-1/person-2"
placed = LegalHoldPlaced(reason=HoldReason.INQUEST, placed_on=day("2024-05-01"))
released = LegalHoldReleased(reason=HoldReason.INQUEST, released_on=day("2024-05-20"))
asked = at("2024-06-03")


def order(*keys: str, everything: bool = False) -> OrderErasure:
    return OrderErasure(
        asked_at=asked, keys=keys, everything=everything, why=ErasureReason.REQUEST_UPHELD
    )


def ordered(*keys: str, everything: bool = False) -> ErasureOrdered:
    return ErasureOrdered(
        keys=keys,
        everything=everything,
        why=ErasureReason.REQUEST_UPHELD,
        ordered_on=day("2024-06-03"),
    )


def carried_out(*keys: str, everything: bool = False) -> ErasureCarriedOut:
    return ErasureCarriedOut(
        keys=keys,
        everything=everything,
        why=ErasureReason.REQUEST_UPHELD,
        messages=2,
        carried_out_on=day("2024-06-03"),
    )


hold = PlaceLegalHold(asked_at=asked, reason=HoldReason.INQUEST, reference="INQ-1")
record = RecordErasure(asked_at=asked, messages=2)


def test_a_hold_refuses_an_erasure_and_says_for_what() -> None:
    given(erasing, placed).when(order(first)).then_refused("legal hold stands on this case")
    given(erasing, placed).when(order(first)).then_refused("inquest")


def test_a_released_hold_lets_it_be_erased_and_another_hold_does_not() -> None:
    given(erasing, placed, released).when(order(first)).then(ordered(first))
    other = LegalHoldPlaced(reason=HoldReason.COMPLAINT, placed_on=day("2024-05-02"))
    given(erasing, placed, other, released).when(order(first)).then_refused("complaint")


def test_a_hold_is_placed_and_released_once() -> None:
    event = given(erasing).when(hold).then_one(LegalHoldPlaced)
    assert (event.reference, event.placed_on) == ("INQ-1", day("2024-06-03"))
    given(erasing, placed).when(hold).then_nothing()
    release = ReleaseLegalHold(asked_at=asked, reason=HoldReason.INQUEST)
    given(erasing).when(release).then_nothing()
    assert given(erasing, placed).when(release).then_one(LegalHoldReleased).released_on == day(
        "2024-06-03"
    )


def test_an_erasure_that_was_ordered_is_resumed_and_no_hold_comes_between() -> None:
    begun = given(erasing, ordered(first))
    begun.when(order(first)).then_nothing()
    begun.when(hold).then_refused("ordered on 2024-06-03")
    begun.when(order(second)).then_refused("case-1/person-1")
    begun.when(record).then(carried_out(first))


def test_what_was_erased_is_not_erased_again() -> None:
    done = given(erasing, ordered(first), carried_out(first))
    done.when(order(first)).then_nothing()
    done.when(record).then_nothing()
    done.when(order(second)).then(ordered(second))
    done.when(hold).then_one(LegalHoldPlaced)
    done.when(order(narrative, second, everything=True)).then(
        ordered(narrative, second, everything=True)
    )


def test_of_a_case_that_was_erased_as_a_whole_nothing_is_left_to_hold_or_erase() -> None:
    keys = (narrative, first)
    done = given(erasing, ordered(*keys, everything=True), carried_out(*keys, everything=True))
    done.when(order(second)).then_nothing()
    done.when(hold).then_refused("nothing is left")
