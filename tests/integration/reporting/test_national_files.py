"""DfE's files, revisions and the Panel's agreement, through the interface."""

import csv
import re
from io import StringIO

from shared.decisions.ids import new_subject
from shared.events.codes import Decision, PanelAnswer
from shared.folds.operation import start
from shared.folds.options import Options, read_until
from tests.integration.reporting.test_as_of import place_of
from tests.integration.reporting.test_statistics import baby, played, withdrawn
from tests.support.cases import SWINDON, WILTSHIRE
from tests.support.panel import answered, required, sent
from tests.support.reporting import Reporting
from tests.unit.reporting.world import amended, died, notified

sides = ("from", "now_from")


async def rows(r: Reporting, level: str, who: str, **asked: object) -> list[dict[str, str]]:
    answer = await r.get(f"/statistics/files/{level}.csv", who, **asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(StringIO(answer.text, newline="")))


async def test_the_file_of_each_level(r: Reporting) -> None:
    await played(r)
    england = await rows(r, "national", "officer-wiltshire", year=2024)
    total = next(row for row in england if row["nature_of_notification"] == "Total")
    assert (total["number_notifications"], total["time_period"]) == ("3", "202324")
    under_1 = [row for row in england if row["breakdown"] == "Under 1"]
    assert [row["number_notifications"] for row in under_1] == ["0", "1", "0", "1"]
    south_west = [
        row["number_notifications"]
        for row in await rows(r, "regional", "auditor", year=2024)
        if row["region_name"] == "South West"
    ]
    assert south_west == ["0", "0", "0", "0"]
    own = await rows(r, "authority", "officer-wiltshire", year=2024)
    assert {row["la_name"] for row in own} == {"Wiltshire"}
    held = await rows(r, "authority", "auditor", year=2024, suppress_below=3)
    wiltshire = [r["number_notifications"] for r in held if r["new_la_code"] == WILTSHIRE]
    assert wiltshire == ["c", "c", "0", "c"]
    assert (await r.get("/statistics/files/parish.csv", "auditor")).status_code == 400
    assert (await r.get("/statistics/files/national.csv", "partner-police")).status_code == 403


async def test_revisions_say_what_changed_and_by_what(r: Reporting) -> None:
    await played(r)
    mistaken, grown = new_subject("case"), new_subject("case")
    await r.tell(mistaken, notified("2024-02-01", baby))
    await r.tell(grown, notified("2024-02-02", baby))
    await r.settled("notification_facts")
    told = (await r.get("/statistics", "auditor")).headers["cspr-read-from"]
    (then,) = re.findall('notification_facts;.*?at="(.*?)"', told)
    await r.tell(mistaken, withdrawn)
    await r.tell(grown, amended(died(), authority=SWINDON))
    await r.tell(new_subject("case"), notified("2024-03-01", died()))
    await r.settled("notification_facts")
    await start(
        place_of(r), ["notification_facts", "panel_facts"], Options(read_until(then)), say=print
    )
    answer = (await r.get("/statistics/revisions", "auditor", since=then)).json()
    generations = [answer[side]["notification_facts"]["generation"] for side in sides]
    assert generations == [2, 1]
    (of_2024,) = [row for row in answer["years"] if row["year"] == 2024]
    assert of_2024["changes"] == {"recorded since": 1, "amended": 1, "withdrawn": 1}
    before, now = of_2024["before"], of_2024["now"]
    assert (now["total"] - before["total"], now["deaths"] - before["deaths"]) == (0, 2)
    (of_2025,) = [row for row in answer["years"] if row["year"] == 2025]
    assert of_2025["changes"] == {"recorded since": 0, "amended": 0, "withdrawn": 0}
    asked = {"since": then, "authority": WILTSHIRE}
    mine = (await r.get("/statistics/revisions", "officer-wiltshire", **asked)).json()
    (wiltshire,) = [row for row in mine["years"] if row["year"] == 2024]
    assert wiltshire["changes"] == {"recorded since": 1, "amended": 1, "withdrawn": 1}
    refused = await r.get("/statistics/revisions", "auditor", since="2019-01-01")
    assert refused.status_code == 400 and "cspr replay start" in refused.text


async def test_agreement_counts_each_decision_by_the_panels_last_answer(r: Reporting) -> None:
    asks = answered("2026-04-30", PanelAnswer.ASKS_TO_RECONSIDER)
    report = sent("2026-04-20")
    reaffirmed, changed, agreed = (new_subject("case") for _ in range(3))
    again = {"round": 2}
    await r.tell(reaffirmed, required(), report, asks, required(**again))
    other = required(decision=Decision.NO_FURTHER_REVIEW, **again)
    await r.tell(changed, required(), report, asks, other)
    await r.tell(agreed, required(), report, answered("2026-04-30"))
    await r.settled("submissions")
    found = (await r.get("/statistics/agreement", "auditor")).json()["years"]
    assert sum(row["answered"] for row in found) == 3
    (row,) = found
    assert (row["agrees"], row["asks_to_reconsider"]) == (1, 2)
    assert (row["reaffirmed"], row["changed"]) == (1, 1)
    assert (await r.get("/statistics/agreement", "partner-police")).status_code == 403
