"""Reading what partners send: three forms of one message, and what is said of bad ones."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from services.notifications.api.examples import child, event, report
from services.notifications.intake.arrived import Arrived, Place, Sender
from services.notifications.intake.commands import referred
from services.notifications.intake.inbound import (
    CORRECTION,
    IMPORT,
    REPORT,
    IncidentReport,
    NotificationImport,
    message_types,
)
from services.notifications.intake.reading import read
from services.notifications.intake.sealing import facts_of
from services.notifications.partners import as_record, messages_in
from shared.decisions.store import Cause

at = datetime(2026, 1, 7, 10, tzinfo=UTC)
source = "/wiltshire-police/records"
right: dict[str, str | None] = {
    "specversion": "1.0",
    "id": "1",
    "source": source,
    "type": REPORT,
}


def arrived(
    body: Any,
    content_type: str | None = "application/json",
    attributes: Mapping[str, str | None] | None = None,
    supposed: dict[str, Any] | None = None,
) -> Arrived:
    return Arrived(
        sender=Sender("police"),
        channel="kafka",
        attributes=attributes or {},
        content_type=content_type,
        body=body if isinstance(body, bytes) else json.dumps(body).encode(),
        at=at,
        cause=Cause("partner-police", "flow"),
        place=Place("cspr-in-police", 2, 17),
        supposed=supposed or {},
    )


def test_three_forms_have_one_identity_and_say_the_same() -> None:
    structured = read(arrived({**right, "data": report}, "application/cloudevents+json"))
    binary = read(arrived(report, attributes=right))
    plain = read(arrived({"message_id": "1", "source": source, **report}))
    assert structured.key == binary.key == plain.key == ("police", source, "1")
    assert structured.same == binary.same == plain.same
    assert isinstance(plain.message, IncidentReport)


def test_the_order_of_fields_is_not_another_body_and_a_value_is() -> None:
    turned = dict(reversed(report.items()))
    changed = {**report, "further_children": 1}
    first, second, third = (
        read(arrived({"id": "1", **body})) for body in (report, turned, changed)
    )
    assert first.same == second.same != third.same


def test_what_cannot_be_identified_is_known_by_its_place() -> None:
    for body in (b"", b"{", b"[]", b'{"id": 7}', b'{"id": " "}', b"\xff"):
        found = read(arrived(body))
        assert found.faults and not found.identified
        assert found.key == ("police", "unidentified on cspr-in-police", "2/17")


def test_broken_json_with_good_headers_keeps_its_identity() -> None:
    found = read(arrived(b"{", attributes=right))
    assert found.identified and found.key == ("police", source, "1")
    assert found.faults[0].what == "The JSON is broken at line 1, column 2."


@pytest.mark.parametrize(
    ("attributes", "field"),
    [
        ({"id": None}, "id"),
        ({"source": "two words"}, "source"),
        ({"id": "x" * 101}, "id"),
        ({"specversion": "0.3"}, "specversion"),
        ({"type": "uk.cspr.partner.song.v1"}, "type"),
        ({"type": None}, "type"),
    ],
)
def test_an_envelope_that_is_wrong_is_named(
    attributes: dict[str, str | None], field: str
) -> None:
    found = read(arrived(report, attributes={**right, **attributes}))
    assert [fault.field for fault in found.faults] == [field]
    assert found.message is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"age_years": 40}, "children.0.age_years"),
        ({"age_years": 19, "born_on": None}, "children.0"),
        ({"born_on": "1986-01-01"}, "children.0.born_on"),
        ({"born_on": "2026-01-08"}, "children.0.born_on"),
        ({"age_years": 9}, "children.0.born_on"),
        ({"unborn": True}, "children.0.born_on"),
        ({"disabilities": ["NONE", "LD"]}, "children.0"),
        ({"sex": "X"}, "children.0.sex"),
    ],
)
def test_a_child_that_cannot_be_is_named(changes: dict[str, Any], field: str) -> None:
    body = {"id": "1", **report, "children": [{**child, **changes}]}
    found = read(arrived(body))
    assert [fault.field for fault in found.faults] == [field]
    assert "Child L" not in str(found.faults) and "1986" not in str(found.faults)


def test_a_care_leaver_may_be_24_and_an_unborn_child_has_no_age() -> None:
    leaver = {**child, "born_on": "2001-06-01", "care_leaver": True}
    unborn = {"unborn": True, "outcome": "death", "abuse_or_neglect": "suspected"}
    found = read(arrived({"id": "1", **report, "children": [leaver, unborn]}))
    assert found.faults == ()
    assert isinstance(found.message, IncidentReport)
    ages = [each.age_years for each in facts_of(found.message, {}, at.date()).children]
    assert ages == [24, None]


def test_an_age_of_history_is_that_at_the_notification_and_not_at_the_import() -> None:
    then = {**child, "born_on": "2005-06-01"}
    said = {"authority": "E06000054", "notified_at": "2021-03-31T22:30:00Z", "children": [then]}
    found = read(arrived(event(IMPORT, "1", said), "application/cloudevents+json"))
    assert found.faults == ()
    assert isinstance(found.message, NotificationImport)
    assert facts_of(found.message, {}, at.date()).children[0].age_years == 15


def test_a_correction_says_which_report_it_is_about() -> None:
    body = {name: said for name, said in report.items() if name != "reporter"}
    same_source = event(CORRECTION, "2", {"corrects": "1", **body})
    other_source = event(CORRECTION, "2", {"corrects": "1", "corrects_source": "/a", **body})
    keys = [
        referred(read(arrived(each, "application/cloudevents+json")))
        for each in (same_source, other_source)
    ]
    assert keys == [("police", source, "1"), ("police", "/a", "1")]


def test_what_an_address_implies_says_the_same_as_saying_it() -> None:
    body = {name: said for name, said in report.items() if name != "reporter"}
    implied = {
        "type": CORRECTION,
        "data": {"corrects": "1", "corrects_source": "/partner/police"},
    }
    over_http = read(arrived({"id": "2", **body}, supposed=implied))
    spelled = event(CORRECTION, "2", {"corrects": "1", **body}) | {"source": "/partner/police"}
    over_kafka = read(arrived(spelled, "application/cloudevents+json"))
    assert over_http.key == over_kafka.key
    assert over_http.same == over_kafka.same


def test_a_file_of_messages_is_read_whole_or_by_lines_and_bad_lines_are_sent() -> None:
    message = event(REPORT, "1", report)
    assert messages_in(json.dumps([message, message]).encode()) == [message, message]
    assert messages_in(json.dumps(message, indent=1).encode()) == [message]
    lines = json.dumps(message).encode() + b"\n{broken\n"
    assert messages_in(lines) == [message, b"{broken"]


def test_messages_about_one_report_have_one_key() -> None:
    body = {"corrects": "1", **report}
    correction = {"id": "2", "type": CORRECTION, **body}
    keys = {
        as_record("police", each)[0]
        for each in (
            event(REPORT, "1", report),
            {"id": "1", **report},
            event(CORRECTION, "2", body),
            correction,
        )
    }
    assert keys == {b"1"}


def test_every_type_of_message_has_a_name_with_its_version() -> None:
    assert [name.rpartition(".")[2] for name in message_types] == ["v1"] * 4
