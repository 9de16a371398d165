"""The analysis of a period through the interface, counted by hand; equal after a replay."""

import csv
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from services.reporting.analysis.whole import read_models
from shared.decisions.ids import new_subject
from shared.edge.read_from import header
from shared.events.actions import ActionProgress
from shared.events.codes import AbuseOrNeglect, Outcome
from shared.folds.operation import start
from shared.folds.options import Options, read_until
from shared.folds.replay import replay
from tests.integration.reporting.test_as_of import place_of
from tests.integration.reporting.test_repository import told
from tests.support.cases import SWINDON, child
from tests.support.due import (
    aware,
    closed,
    commissioned,
    copies,
    delayed,
    due,
    progressed,
    published,
    raised,
    reported,
    taken_down,
)
from tests.support.panel import answered, completed, opened, required, sent
from tests.support.reporting import Reporting
from tests.unit.reporting.world import died, notified

period = {"from": "2026-04", "to": "2026-10"}
baby = child(Outcome.SERIOUS_HARM, AbuseOrNeglect.KNOWN, age_years=0, known_to_agencies=True)
elsewhere = reported.model_copy(update={"authority": SWINDON})


async def played(r: Reporting) -> None:
    """One case of Wiltshire from awareness to publication, each step of it late or early.

    In Swindon one that was never notified; one imported; one that is taken down too early.
    """
    await r.tell(
        new_subject("case"),
        *(aware, notified("2026-04-13", baby), opened(), completed(), required()),
        sent(
            "2026-04-27", answer_due=due("panel-answer", "RECEIVED", "2026-04-27", "2026-05-07")
        ),
        *(answered("2026-05-04"), commissioned, delayed, copies),
        published("2026-10-20", "2027-10-20"),
        *(raised(1, "2026-05-01", "2026-06-30"), raised(2, "2026-05-01", "2026-07-31")),
        *(progressed(1, ActionProgress.DONE, "2026-06-01"), closed(1, "2026-06-02")),
    )
    await r.tell(new_subject("case"), elsewhere, aware)
    await r.tell(new_subject("case"), notified("2026-05-01", died(), imported=True))
    gone = (published("2025-06-02", "2026-06-02"), taken_down("2026-05-01"))
    await r.tell(new_subject("case"), opened(due_notified=None), *gone)
    for model in read_models:
        await r.settled(model)


async def analysed(r: Reporting, who: str = "auditor", **asked: Any) -> dict[str, Any]:
    answer = await r.get("/analysis", who, **{**period, **asked})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def numbers(found: dict[str, Any], table: str) -> dict[tuple[str, str], Any]:
    """What is not 0 in a table, but for its totals."""
    (one,) = [each for each in found["tables"] if each["name"] == table]
    return {
        (row["code"], column): number
        for row in one["rows"]
        for column, number in row["numbers"].items()
        if number != 0
        and row["code"] != "total"
        and (column != "total" or len(row["numbers"]) == 1)
    }


async def test_each_table_has_what_was_counted_by_hand(r: Reporting) -> None:
    await played(r)
    found = await analysed(r)
    assert found["period"] == {"from": "2026-04", "to": "2026-10", "months": 7, "is_over": True}
    assert set(found["from"]) == set(read_models)
    # the year to 31 March 2027
    assert numbers(found, "harm") == {("2027", "deaths"): 1, ("2027", "serious_harm"): 1}
    assert numbers(found, "age") == {("under 1", "serious_harm"): 1, ("unknown", "deaths"): 1}
    known = {("yes", "serious_harm"): 1, ("unknown", "deaths"): 1}
    assert numbers(found, "known-to-agencies") == known
    assert numbers(found, "rapid-reviews") == {("lcspr", "total"): 1, ("open", "total"): 1}
    assert numbers(found, "timeliness") == {
        # due on Friday 10 April, told on Monday 13; another never
        ("notification", "late-1"): 1,
        ("notification", "open"): 1,
        # due on Friday 24 April, sent on Monday 27
        ("rapid-review", "late-1"): 1,
        ("panel-answer", "early"): 1,
        # due on Saturday 17 October, out on Tuesday 20: Monday and Tuesday
        ("publication", "late-1"): 1,
        ("action", "early"): 1,
        ("action", "open"): 1,
    }
    quartiles = numbers(found, "quartiles")
    assert (quartiles["notification", "median"], quartiles["publication", "median"]) == (1, 2)
    assert numbers(found, "terms") == {
        ("pre-publication", "kept"): 1,
        # May 2026 has holidays on 4 and 25: 5-8, 11-15, 18-22, 26-29, 1 and 2 June are twenty
        ("availability", "too-early-11"): 1,
    }
    assert numbers(found, "explained") == {("yes", "late"): 1}
    assert numbers(found, "agreement") == {("agrees", "2027"): 1}
    assert numbers(found, "actions") == {("closed-done", "in"): 1, ("overdue", "in"): 1}


async def test_an_authority_sees_its_own_and_small_numbers_are_held_back(r: Reporting) -> None:
    await played(r)
    own = await analysed(r, "officer-wiltshire", authority="E06000054")
    assert ("notification", "open") not in numbers(own, "timeliness")
    assert numbers(own, "timeliness")["notification", "late-1"] == 1
    other = await r.get("/analysis", "officer-wiltshire", **period, authority=SWINDON)
    assert other.status_code == 403
    assert (await r.get("/analysis", "partner-police")).status_code == 403
    assert (await r.client.get("/analysis")).status_code == 401
    held = await analysed(r, suppress_below=5)
    assert set(numbers(held, "timeliness").values()) == {"c"}
    assert numbers(held, "quartiles")["publication", "median"] == "c"


async def test_the_file_the_print_and_the_answer_have_the_same_numbers(r: Reporting) -> None:
    await played(r)
    await told(r)
    answer = await r.get("/analysis", "auditor", **{"from": "2016-11", "to": "2026-10"})
    found = answer.json()
    themes = numbers(found, "themes")
    # of the records that have a day in these months: 2020-01, 2025, 2019-02-22, 2021-07
    assert themes["neglect", "total"] == 1 and themes["bruising", "total"] == 1
    file = await r.get(
        "/analysis/tables.csv", "auditor", **{"from": "2016-11", "to": "2026-10"}
    )
    assert file.headers["content-type"].startswith("text/csv")
    assert "analysis-2016-11-to-2026-10.csv" in file.headers["content-disposition"]
    lines = list(csv.DictReader(StringIO(file.text, newline="")))
    said = {(line["table"], line["row"], line["column"]): line["value"] for line in lines}
    for table in found["tables"]:
        for row in table["rows"]:
            for column, number in row["numbers"].items():
                assert said.pop((table["name"], row["code"], column)) == str(number)
    assert not said
    printed = await r.get("/analysis/report.pdf", "auditor", **period)
    assert printed.headers["content-type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF-") and b"pdfuaid" in printed.content
    assert answer.headers[header] == file.headers[header] == printed.headers[header]


async def test_what_is_no_period_is_answered_in_words(r: Reporting) -> None:
    for asked, words in (
        ({"from": "2026-10", "to": "2026-04"}, "ends before it begins"),
        ({"from": "2026-10", "to": "2999-04"}, "still to come"),
        ({"from": "2001-10", "to": "2026-04"}, "ten years"),
        ({"from": "soon"}, "not a month"),
    ):
        answer = await r.get("/analysis", "auditor", **asked)
        (fault,) = answer.json()["faults"]
        assert answer.status_code == 400 and words in fault["what"], answer.text


async def test_it_is_told_as_of_a_moment_and_is_equal_after_a_replay(r: Reporting) -> None:
    await played(r)
    then = datetime.now(UTC).isoformat()  # noqa: TID251 - what Kafka appends after is later
    before = await analysed(r)
    refused = await r.get("/analysis", "auditor", **period, as_of=then)
    assert refused.status_code == 400 and "published_records themes --until" in refused.text
    await r.tell(new_subject("case"), elsewhere, aware)
    await r.settled("due_facts")
    assert numbers(await analysed(r), "timeliness")["notification", "open"] == 2
    await start(place_of(r), list(read_models), Options(read_until(then)), say=print)
    assert (await analysed(r, as_of=then))["tables"] == before["tables"]
    done = await replay(place_of(r), ["due_facts"], swap=False, say=print)
    (rows,) = (await r.rows("select count(*) from due_facts"))[0]
    assert [(one.equal, one.rows_live) for one in done.comparisons] == [(True, rows)]
    assert rows > 10
