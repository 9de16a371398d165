"""Every answer: its words, its headers, who may have it, and nothing of what was sent."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.unit.edge.world import client, database, failing, kafka, secret, token


@pytest.fixture
def http(tmp_path: Path) -> TestClient:
    return client(tmp_path)


def bearer(tmp_path: Path, name: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token(tmp_path, name)}"}


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["status"] == status and told["detail"] and told["reference"]
    assert secret not in answer.text and "Traceback" not in answer.text
    return told


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("refused", 409, "The rapid review decided otherwise."),
        ("field", 422, "The date lies in the future."),
        ("missing", 404, "nothing here that you may see"),
        ("keys", 503, "store of keys does not answer"),
        ("store", 503, "event store does not answer"),
        ("erased", 410, "has been erased"),
        ("broken", 500, "sealed text does not fit"),
        ("bug", 500, "fault of ours"),
    ],
)
def test_each_refusal_is_a_problem_in_words(
    http: TestClient, name: str, status: int, words: str
) -> None:
    told = problem(http.get(f"/faults/{name}"), status)
    assert words in told["detail"]
    if name == "field":
        assert told["faults"] == [
            {"field": "aware_on", "what": words, "remedy": "Correct it and send it again."}
        ]


def test_a_fault_of_ours_is_logged_by_its_reference_without_its_message(
    http: TestClient, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    told = problem(http.get("/faults/bug", headers={"x-correlation-id": "from-partner-1"}), 500)
    assert told["reference"] == "from-partner-1"
    out = capsys.readouterr()
    assert secret not in caplog.text + out.out + out.err


def test_an_unknown_address_answers_like_a_case_that_is_not_ours(http: TestClient) -> None:
    unknown, missing = http.get("/no-such-place").json(), http.get("/faults/missing").json()
    assert {**unknown, "reference": ""} == {**missing, "reference": ""}
    assert "does not answer to that method" in problem(http.delete("/me"), 405)["detail"]


def test_a_browser_is_shown_a_page(http: TestClient) -> None:
    browser = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    for address, status in (("/faults/refused", 409), ("/faults/bug", 500), ("/me", 401)):
        answer = http.get(address, headers=browser)
        assert answer.status_code == status and answer.text.startswith("<h1>")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer x.y.z", "x"])
def test_without_a_right_token_it_is_401_and_nothing_else(
    http: TestClient, header: str
) -> None:
    answer = http.get("/me", headers={"authorization": header})
    assert problem(answer, 401)["title"] == "Not signed in"
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_with_one_it_is_the_actor_and_the_role_decides(
    http: TestClient, tmp_path: Path
) -> None:
    officer, auditor = (bearer(tmp_path, name) for name in ("officer-wiltshire", "auditor"))
    assert http.get("/me", headers=officer).json() == {"id": "officer-wiltshire"}
    assert http.get("/audit", headers=auditor).status_code == 200
    assert "role does not allow" in problem(http.get("/audit", headers=officer), 403)["detail"]


@pytest.mark.parametrize(
    ("sent", "allowed"),
    [
        ({"sec-fetch-site": "same-origin", "origin": "http://cspr.test"}, True),
        ({"origin": "http://cspr.test"}, True),
        ({"sec-fetch-site": "cross-site", "origin": "http://cspr.test"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"origin": "http://evil.test"}, False),
        ({"origin": "http://cspr.test.evil.test"}, False),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
def test_a_form_with_the_cookie_must_come_from_our_own_pages(
    http: TestClient, tmp_path: Path, sent: dict[str, str], allowed: bool
) -> None:
    http.cookies.set("cspr_session", token(tmp_path, "officer-wiltshire"))
    assert http.get("/me").status_code == 200
    answer = http.post("/me", headers=sent)
    assert answer.status_code == (200 if allowed else 403)
    if not allowed:
        assert "did not come from one of our own pages" in answer.json()["detail"]


def test_a_bearer_token_is_never_a_browsers_and_needs_no_origin(
    http: TestClient, tmp_path: Path
) -> None:
    assert http.post("/me", headers=bearer(tmp_path, "auditor")).status_code == 200


def test_a_body_is_read_strictly_into_its_model(http: TestClient) -> None:
    right = {"name": "Child L", "born_on": "2019-12-01", "ages": [1]}
    assert http.post("/incidents", json=right).json() == right


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        (b"", "", "Nothing was sent"),
        (b"[]", "", "not an object"),
        (b'{"name": "Annabel"', "", "broken"),
        (b'{"name": "Annabel"}', "born_on", "missing"),
        (b'{"name": "Annabel", "born_on": "Annabel"}', "born_on", "not a date"),
        (b'{"name": "Annabel", "born_on": 5}', "born_on", "not a date"),
        (b'{"name": "AnnabelAnnabelAnnabel", "born_on": "2019-12-01"}', "name", "too long"),
        (b'{"name": "Annabel\\ud800", "born_on": "2019-12-01"}', "name", "lone surrogate"),
        (b'{"name": "Annabel", "born_on": "2019-12-01", "ages": [NaN]}', "ages.0", "NaN"),
        (
            b'{"name": "Annabel", "born_on": "2019-12-01", "ages": ["1"]}',
            "ages.0",
            "whole number",
        ),
        (b"[" * 200 + b"]" * 200, "", "levels"),
        (b"\xff", "", "UTF-8"),
    ],
)
def test_a_bad_body_is_refused_with_field_and_remedy(
    http: TestClient, body: bytes, field: str, words: str
) -> None:
    answer = http.post("/incidents", content=body, headers={"content-type": "application/json"})
    (fault,) = problem(answer, 400)["faults"]
    assert fault["field"] == field and words in fault["what"] and fault["remedy"]


def test_a_body_that_is_not_marked_as_json_is_refused(http: TestClient) -> None:
    for headers in ({}, {"content-type": "text/plain"}):
        answer = http.post("/incidents", content=b"{}", headers=headers)
        assert "marked as JSON" in problem(answer, 400)["detail"]


def test_a_body_of_5_mb_is_refused_by_its_announced_length(http: TestClient) -> None:
    answer = http.post("/incidents", content=b"x" * 5_000_000)
    assert "larger than 1024 KiB" in problem(answer, 413)["detail"]


def test_a_body_without_an_announced_length_is_not_read_to_its_end(http: TestClient) -> None:
    given: list[int] = []

    def chunks() -> Iterator[bytes]:
        for number in range(500):
            given.append(number)
            yield b"x" * 10_000

    problem(http.post("/incidents", content=chunks()), 413)


@pytest.mark.parametrize("length", ["-1", "x", "", "9" * 400, "1e9"])
def test_a_broken_length_is_refused(http: TestClient, length: str) -> None:
    problem(http.post("/incidents", content=b"{}", headers={"content-length": length}), 413)


def test_a_list_goes_on_where_its_cursor_says(http: TestClient) -> None:
    first = http.get("/list?limit=200").json()
    assert first["limit"] == 200
    assert http.get("/list", params={"cursor": first["next"]}).json()["place"] == ["case-1", 7]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=Annabel",
        "limit=1e3",
        "cursor=Annabel",
        "cursor=W10",
        "cursor=WyJjYXNlcyIsIDFd",
        "cursor=%00",
        "cursor=W1tbW1tb",
        "cursor=WyJjYXNlcyIsICJcdWQ4MDAiLCA3XQ",
        "after=Annabel",
        "after=notifications:case-1:",
        "after=notifications:case-1:-1",
        "after=a:case-1:1:2",
        "after=notifications:case-1:9999999999999",
        "after=notifications:cas%00-1:1",
    ],
)
def test_a_broken_parameter_is_named(http: TestClient, query: str) -> None:
    (fault,) = problem(http.get(f"/list?{query}"), 400)["faults"]
    assert fault["field"] == query.partition("=")[0] and fault["remedy"]


def test_after_is_a_position(http: TestClient) -> None:
    place = "notifications:case-0195f2a0-aaaa-7bbb-8ccc-123456789abc:12"
    assert http.get("/list", params={"after": place}).json()["after"] == place


def test_every_answer_has_the_headers_that_keep_it_to_ourselves(http: TestClient) -> None:
    for address in ("/docs", "/me", "/faults/bug", "/no-such-place", "/health/live"):
        headers = http.get(address).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store" and headers["x-correlation-id"]


def test_a_trace_goes_on_and_a_broken_one_is_begun_anew(http: TestClient) -> None:
    sent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    handed_on = http.get("/trace", headers={"traceparent": sent}).json()["traceparent"]
    assert handed_on[:36] == sent[:36] and handed_on[53:] == "01" and handed_on != sent
    for broken in ("", "00-x", "00-" + "0" * 32 + "-b7ad6b7169203331-01", sent + "\u00e9"):
        begun = http.get("/trace", headers={"traceparent": broken.encode("latin-1")}).json()
        assert re.fullmatch("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]", begun["traceparent"])
    for wrong in ("short", "a" * 65, "a b c d e f"):
        answer = http.get("/trace", headers={"x-correlation-id": wrong}).json()
        assert answer["correlation"] != wrong


def test_the_documents_are_served_without_a_request_to_elsewhere(http: TestClient) -> None:
    page = http.get("/docs").text
    assert "POST /incidents" in page and "Child L" in page and "Report an incident" in page
    assert not re.search(r"https?://|//cdn|<script", page)
    assert http.get("/docs.css").headers["content-type"].startswith("text/css")
    assert http.get("/redoc").status_code == 404


def test_the_api_document_knows_the_bodies_and_their_examples(http: TestClient) -> None:
    document = http.get("/openapi.json").json()
    body = document["paths"]["/incidents"]["post"]["requestBody"]["content"]
    assert body["application/json"]["schema"]["required"] == ["name", "born_on"]
    assert body["application/json"]["examples"]["one_child"]["value"]["name"] == "Child L"
    assert document["paths"]["/me"]["get"]["security"] == [{"token": []}]
    text = http.get("/openapi.json").text
    for name in re.findall(r'"#/components/schemas/([^"]+)"', text):
        assert name in document["components"]["schemas"]


def test_a_process_that_waits_says_for_what(tmp_path: Path) -> None:
    waiting = client(tmp_path, {"log": kafka, "store": database, "keys": failing})
    answer = waiting.get("/health/ready")
    assert answer.status_code == 503 and secret not in answer.text
    assert answer.json() == {
        "ready": False,
        "waiting": {
            "log": "Kafka: two partitions are not assigned yet",
            "keys": "the check failed (OSError)",
        },
    }
    ready = client(tmp_path, {"store": database}).get("/health/ready")
    assert ready.status_code == 200 and ready.json() == {"ready": True, "waiting": {}}
    assert waiting.get("/health/live").json() == {"live": True}


def test_metrics_count_by_route_and_never_by_what_was_sent(http: TestClient) -> None:
    http.get(f"/faults/{'refused'}?name={secret}")
    http.get(f"/{secret}")
    text = http.get("/metrics").text
    assert 'cspr_http_requests_total{method="GET",route="/faults/{name}",status="409"}' in text
    assert secret not in text
