"""Authorities, as there were on a day."""

import re
from collections import Counter
from datetime import date

import pytest

from shared.events.authorities import (
    NotAnAuthority,
    all_authorities,
    authorities_on,
    authority,
    authority_on,
)

TODAY = date(2024, 4, 1)


def words(code: str, day: date) -> str:
    with pytest.raises(NotAnAuthority) as caught:
        authority_on(code, day)
    return str(caught.value)


def test_there_are_153_and_each_kind_has_its_published_number() -> None:
    assert Counter(one.kind for one in authorities_on(TODAY)) == {
        "unitary": 63,
        "metropolitan": 36,
        "london-borough": 32,
        "county": 21,
        "city": 1,
    }
    assert len(authorities_on(TODAY)) == 153
    assert len(all_authorities()) == 161


def test_each_region_has_its_authorities() -> None:
    assert Counter(one.region for one in authorities_on(TODAY)) == {
        "London": 33,
        "North West": 24,
        "South East": 19,
        "South West": 15,
        "Yorkshire and The Humber": 15,
        "West Midlands": 14,
        "North East": 12,
        "East of England": 11,
        "East Midlands": 10,
    }
    assert all(one.region for one in all_authorities())


@pytest.mark.parametrize("code", ["E10000007", "E10000019"])
def test_derbyshire_and_lincolnshire_are_in_the_east_midlands(code: str) -> None:
    assert authority(code).region == "East Midlands"


def test_a_name_with_a_comma_is_one_name() -> None:
    assert authority("E06000058").name == "Bournemouth, Christchurch and Poole"


def test_wiltshire() -> None:
    assert str(authority_on("E06000054", TODAY)) == "Wiltshire (E06000054)"


def test_cumbria_is_right_until_its_last_day_and_then_names_its_successors() -> None:
    assert authority_on("E10000006", date(2022, 6, 1)).name == "Cumbria"
    assert authority_on("E10000006", date(2023, 3, 31)).name == "Cumbria"
    assert words("E10000006", date(2023, 4, 1)) == (
        "Cumbria (E10000006) was abolished on 1 April 2023; use Cumberland (E06000063) "
        "or Westmorland and Furness (E06000064)."
    )


def test_a_day_before_the_beginning_names_who_was_there() -> None:
    assert words("E06000063", date(2023, 3, 31)) == (
        "Cumberland (E06000063) began on 1 April 2023; for a day before that use "
        "Cumbria (E10000006)."
    )
    assert "Bournemouth (E06000028) or Poole (E06000029)" in words(
        "E06000058", date(2019, 3, 31)
    )
    assert "no such authority before" in words("E06000054", date(2009, 3, 31))


@pytest.mark.parametrize("last", [date(2019, 3, 31), date(2021, 3, 31), date(2023, 3, 31)])
def test_no_day_is_without_an_authority_and_none_has_both(last: date) -> None:
    old = {one.code for one in all_authorities() if one.last_day == last}
    assert old, "somebody was abolished on this day"
    before = {one.code for one in authorities_on(last)}
    after = {one.code for one in authorities_on(date(last.year, 4, 1))}
    successors = {code for one in old for code in authority(one).successors}
    assert (before - after, after - before) == (old, successors)


def test_who_was_abolished_has_successors_that_begin_on_the_next_day() -> None:
    gone = [one for one in all_authorities() if one.last_day]
    assert len(gone) == 8
    for one in gone:
        assert one.successors
        for successor in map(authority, one.successors):
            assert successor.first_day and one.last_day
            assert (successor.first_day - one.last_day).days == 1


@pytest.mark.parametrize(
    ("code", "name", "ours"),
    [
        ("E08000020", "Gateshead", "E08000037"),
        ("E06000048", "Northumberland", "E06000057"),
        ("E08000038", "Barnsley", "E08000016"),
        ("E08000039", "Sheffield", "E08000019"),
    ],
)
def test_another_code_of_an_authority_names_the_one_to_use(
    code: str, name: str, ours: str
) -> None:
    assert words(code, TODAY) == f"{code} is another code of {name}; use {ours}."
    assert authority_on(ours, TODAY).name == name


def test_a_code_that_nobody_has_is_not_repeated() -> None:
    assert "E99999999" not in words("E99999999", TODAY)
    assert "E06000054 for Wiltshire" in words("E99999999", TODAY)


def test_each_code_is_one_and_has_the_form_of_a_code() -> None:
    codes = [code for one in all_authorities() for code in (one.code, *one.other_codes)]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch("E[0-9]{8}", code) for code in codes)
