"""The repository through its interface: imported, searched, withdrawn, equal after a replay."""

import json
from typing import Any

from services.reporting.read_models.published_here import record_of_case
from services.reporting.repository.reading import read_file
from shared.decisions.ids import new_subject
from shared.folds.replay import Place, replay
from tests.support.reporting import Reporting
from tests.unit.reporting.test_published_here import opened, published

keeper = "reporting-wiltshire"
DATA = b"""title,partnership,published,kind,level,ages,agencies,themes,incident,learning
Child L,Wiltshire,January 2020,SCR,,under 1,health; police,substance misuse; bruising,\
Injuries to a young baby.,"Ask who lives in the home, and who the father is."
Child A,Anonymous,2025,LCSPR,,,,,,
Child A & Baby N,Croydon,2019-02-22,SCR,,under 1; 1-5,health,neglect,,
"Child Q SCR: \xe2\x80\x9cWhere were you when I was six?\xe2\x80\x9d",Croydon,,SCR,,,,,,
Child P,Oldshire,2009,SCR,,,,neglect,Neglect of a boy.,
Safe sleeping,The Panel,2021-07,national review,national,under 1,health,sudden death,,
"""


def records() -> list[dict[str, Any]]:
    rows = read_file(DATA, as_json=False)
    return [row.facts.model_dump(mode="json") for row in rows if row.facts]


async def imported(r: Reporting, who: str = keeper, **query: str) -> dict[str, Any]:
    answer = await r.post("/records/imports", who, {"records": records()}, **query)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def titles(r: Reporting, **query: str) -> list[str]:
    answer = await r.client.get("/records", params=query)
    assert answer.status_code == 200, answer.text
    return [one["title"] for one in answer.json()["records"]]


async def told(r: Reporting) -> dict[str, str]:
    """The records by their titles, once they are shown."""
    said = await imported(r)
    for row in said["rows"]:
        await r.client.get("/records", params={"after": row["position"]})
    by_title = zip((one["title"] for one in records()), said["rows"], strict=True)
    return {title: row["record"] for title, row in by_title}


async def test_records_are_imported_once_searched_by_anybody_and_equal_after_a_replay(
    r: Reporting,
) -> None:
    tried = await imported(r, dry_run="true")
    assert (tried["added"], tried["rows"][0]["position"]) == (6, None)
    assert await titles(r) == []
    ids = await told(r)
    again = await imported(r)
    assert (again["added"], again["unchanged"]) == (0, 6)
    assert await titles(r) == [
        "Child A",
        "Safe sleeping",
        "Child L",
        "Child A & Baby N",
        "Child P",
        "Child Q SCR: “Where were you when I was six?”",
    ]
    assert await titles(r, q="fathers") == ["Child L"]
    assert sorted(await titles(r, q="Child A")) == ["Child A", "Child A & Baby N"]
    assert await titles(r, q='"when I was six"') == [
        "Child Q SCR: “Where were you when I was six?”"
    ]
    assert await titles(r, q="where were you") == [
        "Child Q SCR: “Where were you when I was six?”"
    ]
    assert await titles(r, q="“WHERE were yóu”") == await titles(r, q="where were you")
    assert await titles(r, q="“ ”") == []
    assert await titles(r, q="croydon -baby") == [
        "Child Q SCR: “Where were you when I was six?”"
    ]
    assert await titles(r, q="'\") or 1=1 & | ! :* <->") == []
    assert await titles(r, year="undated") == ["Child Q SCR: “Where were you when I was six?”"]
    assert await titles(r, theme="Neglect", age="1-5") == ["Child A & Baby N"]
    assert await titles(r, level="national", agency="health") == ["Safe sleeping"]
    assert await titles(r, kind="lcspr") == ["Child A"]
    facets = (await r.client.get("/records", params={"age": "under 1"})).json()["facets"]
    assert facets["level"] == [
        {"value": "local", "number": 2},
        {"value": "national", "number": 1},
    ]
    assert {"value": "health", "number": 3} in facets["agency"]
    shown = (await r.client.get(f"/records/{ids['Child L']}")).json()
    assert shown["published"] == "2020-01" and shown["incident"] == "Injuries to a young baby."
    assert shown["citation"].startswith(
        "Wiltshire (January 2020). Child L. Serious case review. http"
    )
    assert (await r.client.get(f"/records/{ids['Child P']}")).json()["metadata_only"] is True
    place = Place(
        r.config.dsn, r.config.kafka, r.config.topic, "services.reporting.read_models"
    )
    done = await replay(place, ["published_records"], swap=False, say=lambda line: None)
    assert [(one.equal, one.rows_live) for one in done.comparisons] == [(True, 6)]


async def test_a_withdrawn_record_leaves_nothing_but_its_address(r: Reporting) -> None:
    ids = await told(r)
    path = f"/records/{ids['Child L']}"
    body = {"reason": "child-may-be-identified"}
    assert (await r.client.post(f"{path}/withdrawal", json=body)).status_code == 401
    for who in ("auditor", "partner-police", "member-wiltshire"):
        assert (await r.post(f"{path}/withdrawal", who, body)).status_code == 403
    done = await r.post(f"{path}/withdrawal", keeper, body)
    assert done.status_code == 201, done.text
    shown = await r.client.get(path, params={"after": done.json()["position"]})
    assert shown.status_code == 200 and shown.json()["withdrawn"] == "child-may-be-identified"
    assert "baby" not in shown.text and "Wiltshire" not in shown.text.replace(path, "")
    assert "Child L" not in await titles(r) and await titles(r, q="baby") == [
        "Child A & Baby N"
    ]
    refused = (await imported(r))["rows"][0]
    assert refused["outcome"] == "refused" and "was withdrawn" in refused["refused"]
    rows = await r.rows("select published_records::text from published_records")
    assert not [row for row in rows if "young" in row[0]]


async def test_what_is_faulty_is_refused_in_words(r: Reporting) -> None:
    bad = {"title": "Child X", "kind": "scr", "published": "2014", "learning": "Ask."}
    answer = await r.post("/records/imports", keeper, {"records": [bad]})
    assert answer.status_code == 400 and "before 2015" in answer.text
    assert (await r.post("/records/imports", "auditor", {"records": [bad]})).status_code == 403
    for path in ("/records/record-none", "/records/x%00", "/records/" + "x" * 101):
        assert (await r.client.get(path)).status_code == 404
    for query in ({"q": "x" * 201}, {"theme": "a\x00b"}, {"page": "0"}, {"page": "501"}):
        answer = await r.client.get("/records", params=query)
        assert answer.status_code == 400, query
    future = {"title": "Child X", "kind": "scr", "published": "2999"}
    said = (await r.post("/records/imports", keeper, {"records": [future]})).json()
    assert "future" in json.dumps(said["rows"][0]["refused"]) and said["refused"] == 1


async def test_a_review_published_through_cspr_is_a_record_and_not_before(r: Reporting) -> None:
    case = new_subject("case")
    path = f"/records/{record_of_case(case)}"
    await r.tell(case, opened)
    await r.settled("published_records")
    assert (await r.client.get(path)).status_code == 404
    assert (await r.client.get("/records/new")).json()["changes"] == []
    await r.tell(case, published)
    await r.settled("published_records")
    shown = (await r.client.get(path)).json()
    assert shown["address"] == "https://partnership.example/reviews/child-f"
    assert case not in str(shown)
    assert await titles(r, q="wiltshire swindon") == [shown["title"]]
    assert (await r.client.get(f"/records/{case}")).status_code == 404
