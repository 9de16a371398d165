"""Cases that are told again: each with a name, ids and an order of its own, like any other."""

import json
import re
from collections import defaultdict
from itertools import pairwise

from services.reporting.repository.reading import read_file
from shared.events.envelope import open_body
from tests.bench.asked import asked
from tests.bench.browsing import Browsed, How, OfCases, events_for
from tests.bench.cases import envelopes
from tests.bench.log import Log
from tests.bench.published import published_reviews
from tests.bench.told_cases import of_cases

texts_of = ("incident", "background", "learning", "recommendations")


def test_cases_that_are_told_again_share_no_id_and_no_name() -> None:
    events = list(envelopes(4_000))
    assert len({each.id for each in events}) == len(events)
    messages = [
        json.loads(each.body)["message"]["id"]
        for each in events
        if each.name == "IncidentReported"
    ]
    assert len(set(messages)) == len(messages) > 400
    for each in events:
        assert open_body(each).event is not None


def test_each_stream_has_its_events_in_order_without_a_gap_and_names_no_other_case() -> None:
    streams, names = defaultdict(list), set()
    for each in envelopes(4_000):
        streams[each.subject, each.source].append(each.position)
        names.add(each.subject)
        assert set(re.findall(r'"key":"(case-[^/]+)/', each.body.decode())) <= {each.subject}
    assert len(names) > 400
    assert all(
        positions[0] == 1 and all(b == a + 1 for a, b in pairwise(positions))
        for positions in streams.values()
    )


def test_the_same_share_of_each_partition_is_the_beginning_of_a_log() -> None:
    log = Log("events", 100, 5_000, 10, {0: 60, 1: 40})
    half = log.beginning(50)
    assert (half.events, half.ends, half.body_bytes) == (50, {0: 30, 1: 20}, 2_500)
    assert log.beginning(100) == log.beginning(1_000) == log


def test_published_reviews_are_the_same_for_a_seed_and_can_be_imported() -> None:
    made = list(published_reviews(30))
    assert made == list(published_reviews(30)) != list(published_reviews(30, seed=2))
    rows = read_file(json.dumps(made).encode(), as_json=True)
    assert [fault for row in rows for fault in row.faults] == []
    assert len(rows) == 30
    texts = [" ".join(each[name] for name in texts_of) for each in made]
    assert all(200 < len(text.split()) < 600 for text in texts)
    assert any("neglect" in text for text in texts)


def test_the_section_of_many_cases_says_which_targets_are_met() -> None:
    quick, slow = tuple(float(n % 10) for n in range(100)), tuple(float(n) for n in range(300))
    browsed = Browsed({"page of a case": (quick, quick)}, (slow,), (0.4, 0.5), (2.0,))
    text = "\n".join(of_cases(OfCases(10_004, 3_000, How(10, 30, 2), browsed)))
    assert "10,004 cases and 3,000 published reviews" in text
    assert "| page of a case, p99 | 9 | 9 to 9 | ≤ 100: met |" in text
    assert "| search of the repository, p99 | 297 | 297 to 297 | ≤ 50: **missed** |" in text
    assert "| a year's statistics | 0.45 | 0.40 to 0.50 | ≤ 1: met |" in text
    assert events_for(10_000) == 142_500 and events_for(100) == 100
    found = asked(["--only", "cases", "--cases", "700", "--records", "50"])
    assert (found.only, found.cases, found.records) == (("cases",), 700, 50)
