"""`cspr erase verify`: it finds what is planted, waits for what goes by itself, and ends."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from services.command.erase.here import opened
from services.command.erase.searching import verify
from services.command.erase.write_ahead import recycle
from shared.decisions.clock import SystemClock
from tests.support.erasing import Erasing, name, other_name, report, summary
from tests.support.world import until

pytestmark = pytest.mark.asyncio(loop_scope="package")
texts = (name, other_name, summary)


def marked(case_mark: str) -> dict[str, Any]:
    """A report whose names no other test has."""
    children = [
        {**child, "name": f"{case_mark} {child['name']}"} for child in report["children"]
    ]
    return {**report, "children": children, "summary": f"{case_mark} {summary}"}


async def erased(e: Erasing, id_: str) -> str:
    case = await e.over_http(id_, marked(id_))
    assert (await e.cspr("erase", "run", case, "--why", "retention-ended"))[0] == 0
    return case


async def looked_for(e: Erasing, case: str, mark: str, *folders: str) -> tuple[int, Any]:
    words = [word for folder in folders for word in ("--folder", folder)]
    status, out, said = await e.cspr(
        "erase", "verify", case, "--canaries", "-", "--json", *words,
        typed=[f"{mark} {text}" for text in texts],
    )  # fmt: skip
    assert not any(text in out + said for text in texts)
    return status, json.loads(out)


async def test_it_waits_for_the_log_of_postgres_and_ends_when_that_is_recycled(
    e: Erasing,
) -> None:
    case = await erased(e, "alpha")
    status, found = await looked_for(e, case, "alpha")
    assert status == 3, found["findings"]
    waits = {(each["where"].split()[0], each["what"]) for each in found["findings"]}
    assert ("write-ahead", "a wrapped key, until recycled") in waits

    async def done() -> bool:
        async with opened(e.place) as here:
            await recycle(here.databases["keys"])
            return (await verify(here, case)).status == 0

    await until(done, 60)
    status, out, said = await e.cspr("erase", "verify", case)
    assert (status, out) == (0, "")
    assert "designed to be unreadable" in said


async def test_no_sample_in_the_statistics_of_postgres_keeps_what_was_erased(
    e: Erasing,
) -> None:
    case = await e.over_http("omega", marked("omega"))
    config = e.system.config("notifications")
    for dsn, table in ((config.dsn, "inbox"), (config.keys_dsn, "keys")):
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
            await connection.execute(f"analyze {table}".encode())
    assert (await e.cspr("erase", "run", case, "--why", "retention-ended"))[0] == 0
    status, found = await looked_for(e, case, "omega")
    assert status in (0, 3), found["findings"]


async def test_it_says_until_when_the_partners_topic_is_in_clear(e: Erasing) -> None:
    sent = {"id": "beta", **marked("beta")}
    await e.over_kafka(sent)
    _, case, _ = await e.outcome("beta")
    before = SystemClock().now()
    await e.over_kafka(sent)
    plan = json.loads((await e.cspr("erase", "plan", case, "--json"))[1])
    assert len(plan["in_clear"]) == 2, "what was sent again is in clear as long as that is"
    until_ = max(datetime.fromisoformat(each["until"]) for each in plan["in_clear"])
    # Seven days, an hour of a segment, an hour that a sender may date ahead, a minute until a
    # deleted file goes, and five minutes between two looks of the broker.
    longest = timedelta(days=7, hours=2, minutes=6)
    assert longest - timedelta(seconds=1) <= until_ - before <= longest + timedelta(minutes=1)
    assert (await e.cspr("erase", "run", case, "--why", "retention-ended"))[0] == 0
    status, found = await looked_for(e, case, "beta")
    assert status == 3 and found["until"] is not None
    where = [each["where"] for each in found["findings"] if each["what"].startswith("canary 1")]
    topic = f"{e.system.environment['CSPR_TOPIC_PREFIX']}cspr-in-{e.partner}"
    assert any(each.startswith(f"{topic} partition") for each in where)
    assert any(each.startswith(f"kafka/data/{topic}-") for each in where)


key_of = "select wrapped from keys where key_id = %s"
body_of = "select body from inbox where message_id = %s"
put_key_back = (
    "update keys set wrapped = %s, destroyed_at = null where key_id = %s returning key_id"
)
put_body_back = "update inbox set body = %s where message_id = %s returning message_id"
note = (
    "insert into refused_commands (event_id, subject, command, words)"
    " values ('planted', 'case-1', 'x', %s) returning id"
)


async def test_what_is_planted_is_found_and_named_by_its_place_alone(
    e: Erasing, tmp_path: Path
) -> None:
    case = await e.over_http("gamma", marked("gamma"))
    (wrapped,) = (await e.rows("keys", key_of, f"{case}/narrative"))[0]
    (body,) = (await e.rows("notifications", body_of, "gamma"))[0]
    assert (await e.cspr("erase", "run", case, "--why", "retention-ended"))[0] == 0
    (tmp_path / "export.json").write_text(json.dumps({"child": f"gamma {summary}"}))
    await e.rows("reviews", note, f"gamma {name}")
    await e.rows("notifications", put_body_back, json.dumps(body), "gamma")
    await e.rows("keys", put_key_back, wrapped, f"{case}/narrative")
    status, found = await looked_for(e, case, "gamma", str(tmp_path))
    assert status == 1
    places = {
        each["where"]: each["what"] for each in found["findings"] if each["state"] == "found"
    }
    assert places["table reviews.refused_commands"] == "canary 1 in 1 rows"
    assert places[str(tmp_path / "export.json")] == "canary 3"
    assert places["notifications"] == "1 bodies of messages are kept; erase again"
    assert places["store of keys"].startswith(f"{case}/narrative is there")
    assert places[f"IncidentReported.summary, which {case}/narrative still opens"] == "canary 3"
    again = json.loads(
        (await e.cspr("erase", "run", case, "--why", "retention-ended", "--json"))[1]
    )
    assert (again["messages"], again["destroyed"]) == (1, [f"{case}/narrative"])


async def test_what_was_never_erased_is_not_verified(e: Erasing) -> None:
    case = await e.over_http("delta", marked("delta"))
    status, _, said = await e.cspr("erase", "verify", case)
    assert status == 2 and "Nothing of this case has been erased" in said
