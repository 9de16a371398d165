"""What is new since a day, as JSON and as a feed that keeps an entry's id."""

from datetime import timedelta
from xml.etree import ElementTree

from services.reporting.repository.news import entries_on_a_page
from shared.decisions.clock import SystemClock, london_date
from tests.integration.reporting.test_repository import keeper, told
from tests.support.reporting import Reporting

atom = "{http://www.w3.org/2005/Atom}"


async def feed(r: Reporting, **query: str) -> ElementTree.Element:
    answer = await r.client.get("/records/new.atom", params=query)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    browser = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    followed = await r.client.get("/records/new.atom", params=query, headers=browser)
    assert (followed.status_code, followed.content) == (200, answer.content)
    return ElementTree.fromstring(answer.content)


def entries(of: ElementTree.Element) -> dict[str, str]:
    return {
        str(one.findtext(f"{atom}id")): str(one.findtext(f"{atom}title"))
        for one in of.findall(f"{atom}entry")
    }


async def test_what_is_new_is_told_with_what_was_withdrawn_and_of_each_record_once(
    r: Reporting,
) -> None:
    ids = await told(r)
    today = london_date(SystemClock().now())
    before = entries(await feed(r, since=today.isoformat()))
    assert sorted(before.values()) == sorted(ids)
    record = ids["Child L"]
    done = await r.post(f"/records/{record}/withdrawal", keeper, {"reason": "entered-twice"})
    await r.client.get(f"/records/{record}", params={"after": done.json()["position"]})
    found = (await r.client.get("/records/new", params={"since": today.isoformat()})).json()
    assert [one["change"] for one in found["changes"]] == ["withdrawn"] + ["added"] * 5
    first = found["changes"][0]
    assert (first["record"], first["title"], first["citation"]) == (record, None, None)
    after = await feed(r)
    entry_id = "urn:uuid:" + record.removeprefix("record-")
    assert (before[entry_id], entries(after)[entry_id]) == ("Child L", "Withdrawn record")
    assert "Child L" not in ElementTree.tostring(after, encoding="unicode")
    tomorrow = (today + timedelta(days=1)).isoformat()
    assert (await r.client.get("/records/new", params={"since": tomorrow})).json()[
        "changes"
    ] == []
    for query in ({"since": "yesterday"}, {"cursor": "none"}):
        assert (await r.client.get("/records/new", params=query)).status_code == 400


async def test_a_long_list_goes_on_where_it_ended(r: Reporting) -> None:
    many = [
        {"title": f"Child {number}", "kind": "scr"} for number in range(entries_on_a_page + 3)
    ]
    said = (await r.post("/records/imports", keeper, {"records": many})).json()
    for row in said["rows"]:
        await r.client.get(f"/records/{row['record']}", params={"after": row["position"]})
    first = (await r.client.get("/records/new")).json()
    rest = (await r.client.get("/records/new", params={"cursor": first["next"]})).json()
    titles = [one["title"] for page in (first, rest) for one in page["changes"]]
    assert sorted(titles) == sorted(one["title"] for one in many)
    assert (len(first["changes"]), rest["next"]) == (entries_on_a_page, None)
