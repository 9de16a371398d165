"""What the form on the page of statistics may ask for."""

import pytest

from services.reporting.pages import asked
from shared.edge.refusals import BadInput


@pytest.mark.parametrize("year", ["0", "9999", "abcd", "-1", "²"])
def test_a_year_that_is_none_is_refused_and_not_taken_for_all_years(year: str) -> None:
    with pytest.raises(BadInput) as refused:
        asked(year=year, authority="", since="")
    assert refused.value.faults[0].field == "year"


def test_an_empty_field_means_all() -> None:
    assert asked(year=" ", authority="", since="").year is None
    assert asked(year="2024", authority="E06000054", since="").year == 2024
