"""Logs are JSON lines of known fields, and what an exception says is not among them."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from shared.edge.logs import logger, start_logs
from shared.edge.tracing import span, start_tracing

secret = "Annabel"


@pytest.fixture
def lines() -> Iterator[Any]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    start_logs("reviews", to=stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


def test_a_line_has_what_was_declared_and_nothing_else(lines: Any) -> None:
    with structlog.contextvars.bound_contextvars(correlation_id="c-1"):
        logger("relay").info("published", count=3, child_name=secret, topic="t" * 900)
    (line,) = lines()
    assert line.pop("at").endswith("Z") and line.pop("topic") == "t" * 500
    assert line == {
        "event": "published",
        "level": "info",
        "logger": "relay",
        "count": 3,
        "correlation_id": "c-1",
        "service": "reviews",
    }


def test_an_exception_is_its_type_and_places(lines: Any) -> None:
    try:
        raise ValueError(f"{secret} is not a date")
    except ValueError:
        logger("intake").exception("not stored")
        logging.getLogger("psycopg.pool").warning("lost", exc_info=True)
    ours, theirs = lines()
    assert secret not in json.dumps([ours, theirs])
    for line in (ours, theirs):
        assert line["error"] == "ValueError" and "test_logs.py" in line["frames"][0]
        assert line["service"] == "reviews"


def test_spans_are_written_once_tracing_is_on_and_do_not_quote_faults() -> None:
    stream = io.StringIO()
    sent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    start_tracing("reviews", stream)
    with pytest.raises(ValueError), span("decide", sent) as handed_on:
        raise ValueError(secret)
    written = json.loads(stream.getvalue())
    assert written["context"]["trace_id"] == "0x" + sent[3:35]
    assert handed_on[36:52] == written["context"]["span_id"][2:]
    assert secret not in stream.getvalue()
