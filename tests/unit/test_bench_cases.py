"""Cases that are told again: each with a name, ids and an order of its own, like any other."""

import json
import re
from collections import defaultdict
from itertools import pairwise

from shared.events.envelope import open_body
from tests.bench.cases import envelopes
from tests.bench.log import Log


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
