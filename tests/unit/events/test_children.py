"""What is derived from the facts of each child."""

import pytest

from shared.events.children import (
    ChildFacts,
    abuse_known_or_suspected,
    age_band_of,
    nature_of,
)
from shared.events.codes import AbuseOrNeglect, AgeBand, Ethnicity, Nature, Outcome


def child(
    outcome: Outcome = Outcome.OTHER,
    abuse: AbuseOrNeglect = AbuseOrNeglect.NOT_SUSPECTED,
    age: int | None = None,
    unborn: bool = False,
) -> ChildFacts:
    return ChildFacts(
        number=1,
        outcome=outcome,
        abuse_or_neglect=abuse,
        age_years=age,
        unborn=unborn,
        care_leaver=(age or 0) > 17,
    )


@pytest.mark.parametrize(
    ("outcomes", "nature"),
    [
        (["other", "serious-harm", "death"], Nature.CHILD_DEATH),
        (["other", "serious-harm"], Nature.SERIOUS_HARM),
        (["other"], Nature.OTHER),
        ([], Nature.OTHER),
    ],
)
def test_a_death_counts_before_serious_harm_and_that_before_other(
    outcomes: list[str], nature: Nature
) -> None:
    assert nature_of([child(Outcome(outcome)) for outcome in outcomes]) is nature


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (0, "under 1"),
        (1, "1-5"),
        (5, "1-5"),
        (6, "6-10"),
        (10, "6-10"),
        (11, "11-15"),
        (15, "11-15"),
        (16, "16+"),
        (24, "16+"),
        (None, "unknown"),
    ],
)
def test_an_age_falls_into_its_band(age: int | None, band: str) -> None:
    assert age_band_of(child(age=age)) == band


def test_the_unborn_count_as_under_one() -> None:
    assert age_band_of(child(unborn=True)) is AgeBand.UNDER_1


def test_abuse_of_one_child_is_enough() -> None:
    suspected = child(abuse=AbuseOrNeglect.SUSPECTED)
    assert abuse_known_or_suspected([child(), suspected])
    assert not abuse_known_or_suspected([child(), child()])
    assert not abuse_known_or_suspected([])


def test_ethnicity_has_the_twenty_national_codes() -> None:
    codes = (
        "WBRI WIRI WOTH WIRT WROM MWBC MWBA MWAS MOTH AIND APKN ABAN CHNE AOTH BCRB BAFR "
        "BOTH OOTH REFU NOBT"
    )
    assert {code.value for code in Ethnicity} == set(codes.split())
