"""What an event refuses, what it passes over, and that a refusal never quotes the input."""

import json
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.events.event import decode
from shared.events.incidents import IncidentNotified
from tests.contract.examples import EXAMPLES

NAMES = sorted(EXAMPLES)
MARK = "Secretname"

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=10**6)
    | st.floats(allow_nan=False, min_value=1e6)
    | st.text().map(lambda text: MARK + text),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.just("x"), inner, max_size=2)
    ),
    max_leaves=5,
)


def fields(name: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(EXAMPLES[name].encode())
    return body


def read(name: str, body: Any) -> object:
    return decode(name, 1, body if isinstance(body, bytes) else json.dumps(body).encode())


def refusal(name: str, body: Any) -> str:
    with pytest.raises(ValueError) as caught:
        read(name, body)
    return str(caught.value)


def notified(**changed: Any) -> dict[str, Any]:
    return {**fields("IncidentNotified"), **changed}


def with_child(**changed: Any) -> dict[str, Any]:
    first = fields("IncidentNotified")["children"][0]
    return notified(children=[{**first, **changed}])


@given(st.sampled_from(NAMES), st.data())
def test_a_field_of_another_type_never_shows_in_the_refusal(name: str, data: Any) -> None:
    body = fields(name)
    body[data.draw(st.sampled_from(sorted(body)))] = data.draw(anything)
    try:
        read(name, body)
    except ValueError as error:
        assert MARK not in str(error) and MARK not in repr(error)


@given(st.sampled_from(NAMES), st.binary(max_size=200))
def test_bytes_that_are_no_event_are_a_value_error(name: str, raw: bytes) -> None:
    with pytest.raises(ValueError):
        decode(name, 1, raw)


@given(st.sampled_from(NAMES), st.integers(min_value=0))
def test_a_body_that_was_cut_off_is_refused_without_quoting_it(name: str, cut: int) -> None:
    whole = EXAMPLES[name].encode()
    words = refusal(name, whole[: cut % len(whole)])
    assert "QQQQ" not in words and "E06000054" not in words


@given(
    st.sampled_from(NAMES), st.dictionaries(st.text(min_size=1).map("x_{}".format), anything)
)
def test_fields_that_are_not_known_are_passed_over(name: str, more: dict[str, Any]) -> None:
    assert read(name, {**more, **fields(name)}) == EXAMPLES[name]


@pytest.mark.parametrize("name", NAMES)
def test_an_event_survives_its_own_bytes(name: str) -> None:
    event = EXAMPLES[name]
    assert decode(name, 1, event.encode()).encode() == event.encode()


def test_nan_is_no_number() -> None:
    for bad in ("NaN", "Infinity", "-Infinity"):
        body = EXAMPLES["IncidentNotified"].encode()
        spoilt = body.replace(b'"further_children":1', f'"further_children":{bad}'.encode())
        assert spoilt != body
        assert "further_children" in refusal("IncidentNotified", spoilt)


@pytest.mark.parametrize("bad", ["1", 1.0, 1.5, True, [], -1, 10**30])
def test_a_number_is_a_whole_number(bad: object) -> None:
    assert "further_children" in refusal("IncidentNotified", notified(further_children=bad))


@pytest.mark.parametrize("bad", ["true", 1, 0, "", []])
def test_yes_or_no_is_true_or_false(bad: object) -> None:
    assert "imported" in refusal("IncidentNotified", notified(imported=bad))


@pytest.mark.parametrize(
    "bad",
    [
        "1663804800",
        1663804800,
        "2022-9-23",
        "2022-09-31",
        "2022-09-23T00:00:00",
        "23/09/2022",
        "2022-09-23\n",
        "٢٠٢٢-09-23",
        "",
    ],
)
def test_a_day_is_an_iso_date_and_nothing_else(bad: object) -> None:
    assert "notified_on" in refusal("IncidentNotified", notified(notified_on=bad))


@pytest.mark.parametrize(
    "bad",
    [
        "2022-09-23T10:00:00",
        "1663927200",
        1663927200,
        "2022-09-23",
        "0001-01-01T00:00:00+05:00",
        "9999-12-31T23:59:59-05:00",
        "2022-09-23T25:00:00Z",
    ],
)
def test_an_instant_has_a_time_zone(bad: object) -> None:
    assert "notified_at" in refusal("IncidentNotified", notified(notified_at=bad))


def test_an_instant_of_another_zone_is_kept_in_utc() -> None:
    event = read("IncidentNotified", notified(notified_at="2022-09-23T11:15:30+01:00"))
    assert b'"notified_at":"2022-09-23T10:15:30Z"' in event.encode()  # type: ignore[attr-defined]


def test_an_event_is_not_made_from_a_naive_time_or_from_a_time_for_a_day() -> None:
    rest = dict(EXAMPLES["IncidentNotified"])
    naive = datetime(2022, 9, 23, 10)
    with pytest.raises(ValidationError, match="notified_at"):
        IncidentNotified(**{**rest, "notified_at": naive})
    with pytest.raises(ValidationError, match="notified_on"):
        IncidentNotified(**{**rest, "notified_on": naive})
    assert IncidentNotified(**{**rest, "notified_on": date(2022, 9, 24)})


def test_at_most_four_children_are_listed() -> None:
    child = fields("IncidentNotified")["children"][0]
    five = [{**child, "number": number} for number in range(1, 6)]
    assert read("IncidentNotified", notified(children=five[:4]))
    assert "at most 4" in refusal("IncidentNotified", notified(children=five))


def test_two_children_do_not_share_a_number_and_so_a_key() -> None:
    child = fields("IncidentNotified")["children"][0]
    assert "same number" in refusal("IncidentNotified", notified(children=[child, child]))


@pytest.mark.parametrize("age", [25, 40, -1, "0", 0.0, 10**20])
def test_an_age_is_one_that_a_child_or_care_leaver_has(age: object) -> None:
    words = refusal("IncidentNotified", with_child(age_years=age, care_leaver=True))
    assert "age_years" in words


def test_only_a_care_leaver_is_older_than_17() -> None:
    assert read("IncidentNotified", with_child(age_years=17))
    assert read("IncidentNotified", with_child(age_years=24, care_leaver=True))
    assert "care leaver" in refusal("IncidentNotified", with_child(age_years=18))


def test_an_unborn_child_has_no_age() -> None:
    assert "unborn" in refusal("IncidentNotified", with_child(unborn=True, age_years=0))


def test_a_child_without_a_name_and_an_incident_without_a_child_are_right() -> None:
    bare = {"number": 1, "outcome": "death", "abuse_or_neglect": "not-suspected"}
    assert read("IncidentNotified", notified(children=[bare]))
    assert read("IncidentNotified", notified(children=[]))


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("ethnicity", "CNHE"),
        ("sex", "f"),
        ("outcome", "Death"),
        ("disabilities", ["NONE", "AUT"]),
        ("disabilities", ["XX"]),
        ("lives_in", "W06000015"),
    ],
)
def test_an_unknown_code_is_refused(field: str, bad: object) -> None:
    assert "children.0" in refusal("IncidentNotified", with_child(**{field: bad}))


def test_a_breach_has_to_add_up() -> None:
    breach = {**fields("IncidentNotified")["breach"], "days_late": 3}
    assert "days_late" in refusal("IncidentNotified", notified(breach=breach))


@pytest.mark.parametrize(
    "bad", ["", " x", "x\n", "x" * 101, "naïve", "a\u202eb", "nul\x00", "tab\tx"]
)
def test_a_reference_is_one_line_of_plain_characters(bad: str) -> None:
    assert "national_ref" in refusal("IncidentNotified", notified(national_ref=bad))


@pytest.mark.parametrize("bad", ["", " ", "x\n", "a\u202eb", "a\u2028b", "x" * 201, "a\x00b"])
def test_the_name_of_a_body_is_one_line(bad: str) -> None:
    body = {**fields("CaseReferred"), "organisation": bad}
    assert "organisation" in refusal("CaseReferred", body)


@settings(max_examples=30)
@given(st.integers(min_value=201, max_value=5000))
def test_a_body_of_more_than_200_levels_is_refused(depth: int) -> None:
    deep = b'{"authority":' + b"[" * depth + b"]" * depth + b"}"
    assert "recursion limit" in refusal("IncidentNotified", deep)
